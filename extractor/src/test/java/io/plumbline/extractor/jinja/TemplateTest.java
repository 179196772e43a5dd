package io.plumbline.extractor.jinja;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.plumbline.extractor.TestResources;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Against transformers' template environment; see src/test/python/jinja_reference.py. */
class TemplateTest {
  private static final JsonMapper JSON =
      JsonMapper.builder().enable(DeserializationFeature.USE_LONG_FOR_INTS).build();

  private record Case(String template, String text, Map<String, Object> variables) {
    @Override
    public String toString() {
      return template;
    }
  }

  static List<Case> cases() throws IOException {
    JsonNode reference = JSON.readTree(TestResources.path("jinja/reference.json").toFile());
    Map<String, Object> variables =
        JSON.convertValue(reference.get("variables"), new TypeReference<>() {});
    List<Case> cases = new ArrayList<>();
    for (JsonNode row : reference.get("cases")) {
      cases.add(new Case(row.get("template").asText(), row.path("text").textValue(), variables));
    }
    return cases;
  }

  @ParameterizedTest
  @MethodSource("cases")
  void rendersAsInTransformers(Case expected) {
    if (expected.text() == null) {
      assertThatThrownBy(() -> Template.parse(expected.template()).render(expected.variables()))
          .isInstanceOf(TemplateException.class);
    } else {
      assertThat(Template.parse(expected.template()).render(expected.variables()))
          .isEqualTo(expected.text());
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          {% if x %}a                      | at the end one of
          a {{ x                           | line 1: '{{' is not closed
          {% call f() %}{% endcall %}      | statement 'call' is not known here
          {{ 'a' !! filter }}              | line 1: '!' is not understood
          {{ 1 + }}                        | line 1: the end is not expected
          {{ x[] }}                        | an index is empty
          {% for x %}{% endfor %}          | 'in' is expected
          {% endif %}                      | statement 'endif' is not known here
          {{ '\\N{DASH}' }}                | escape \\N is not known here
          """)
  void brokenOrUnknownIsRefusedWhenRead(String template, String reason) {
    assertThatThrownBy(() -> Template.parse(template))
        .isInstanceOf(TemplateException.class)
        .hasMessageContaining(reason);
  }

  @Test
  void unknownIsRefusedWithItsLineWhenRendered() {
    assertThatThrownBy(() -> Template.parse("a\n\n{{ 'x' | wordwrap(3) }}").render(Map.of()))
        .hasMessage("line 3: filter 'wordwrap' is not known here");
    assertThatThrownBy(() -> Template.parse("{{ 'x' is upperish }}").render(Map.of()))
        .hasMessage("line 1: test 'upperish' is not known here");
    assertThatThrownBy(() -> Template.parse("{{ range }}").render(Map.of()))
        .hasMessage("line 1: it prints an object, which is not known here");
    assertThatThrownBy(() -> Template.parse("{{ {1: 2} }}").render(Map.of()))
        .hasMessage("line 1: a map has a key that is no text, which is not known here");
    assertThatThrownBy(() -> Template.parse("{{ 'a'.find('b', 1) }}").render(Map.of()))
        .hasMessageContaining("a method is given more than is known of it here");
    assertThatThrownBy(() -> Template.parse("{{ 9999999999 * 9999999999 }}").render(Map.of()))
        .hasMessage("it computes a number that is too large here");
    String endless = "{% macro m() %}{{ m() }}{% endmacro %}{{ m() }}";
    assertThatThrownBy(() -> Template.parse(endless).render(Map.of()))
        .isInstanceOf(TemplateException.class);
  }

  @Test
  void textsMayBeLongAndNestingMayNotBeDeep() {
    String text = "line\\n".repeat(50_000);
    assertThat(Template.parse("{{ '" + text + "' | length }}").render(Map.of()))
        .isEqualTo("250000");
    String deep = "{{ " + "(".repeat(100_000) + "1" + ")".repeat(100_000) + " }}";
    assertThatThrownBy(() -> Template.parse(deep))
        .isInstanceOf(TemplateException.class)
        .hasMessage("it is nested too deeply");
  }

  @Test
  void clockIsNotThere() {
    String template = "{{ strftime_now('%Y') if strftime_now is defined else 'some year' }}";
    assertThat(Template.parse(template).render(Map.of())).isEqualTo("some year");
    assertThatThrownBy(() -> Template.parse("{{ strftime_now('%Y') }}").render(Map.of()))
        .hasMessageContaining("must not depend on the day");
  }
}
