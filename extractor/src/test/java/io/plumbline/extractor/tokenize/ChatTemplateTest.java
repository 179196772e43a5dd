package io.plumbline.extractor.tokenize;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.plumbline.extractor.TestResources;
import io.plumbline.extractor.jinja.TemplateException;
import io.plumbline.schemas.UserError;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.IntStream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Against Hugging Face transformers; see src/test/python/chat_reference.py. */
class ChatTemplateTest {
  private static final JsonMapper JSON = new JsonMapper();

  @ParameterizedTest
  @ValueSource(strings = {"chatml", "qwen3", "llama3", "gemma", "mistral", "zephyr", "parts"})
  void rendersAndTokenizesConversationsAsInTransformers(String style) throws IOException {
    Path directory = TestResources.path("chat/" + style);
    ChatTemplate template = ChatTemplate.open(directory);
    try (TextTokenizer tokenizer = TextTokenizer.open(directory)) {
      for (JsonNode expected : reference(directory).get("conversations")) {
        JsonNode messages = expected.get("messages");
        boolean generation = expected.get("generation").asBoolean();
        if (expected.has("error")) {
          assertThatThrownBy(() -> template.render(messages, generation, TemplateArguments.NONE))
              .isInstanceOf(TemplateException.class)
              .hasMessageContaining(expected.get("error").asText());
          continue;
        }
        String text = template.render(messages, generation, TemplateArguments.NONE);
        assertThat(text).isEqualTo(expected.get("text").asText());
        assertThat(tokenizer.encodeTemplated(text).ids()).containsExactly(ids(expected));
      }
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"chatml", "llama3", "gemma", "mistral", "zephyr"})
  void plainTextsGetTheSpecialTokensOfTheirTokenizer(String style) throws IOException {
    Path directory = TestResources.path("chat/" + style);
    try (TextTokenizer tokenizer = TextTokenizer.open(directory)) {
      for (JsonNode expected : reference(directory).get("texts")) {
        String text = expected.get("text").asText();
        assertThat(tokenizer.encode(text).ids()).as(text).containsExactly(ids(expected));
      }
    }
  }

  @Test
  void specialTokensOfATemplateHaveTheirPlaceInTheText() {
    Path directory = TestResources.path("chat/llama3");
    try (TextTokenizer tokenizer = TextTokenizer.open(directory)) {
      String text = "<|begin_of_text|>great<|eot_id|>";
      TokenizedText tokens = tokenizer.encodeTemplated(text);
      assertThat(tokens.start(0)).isZero();
      assertThat(tokens.from(text.indexOf("<|eot_id|>")).orElseThrow())
          .isEqualTo(new TokenRange(tokens.length() - 1, tokens.length() - 1));
    }
  }

  @Test
  void templateForToolsIsReadWhenThereAreTools(@TempDir Path directory) throws IOException {
    Files.writeString(
        directory.resolve("tokenizer_config.json"),
        "{\"chat_template\": {\"default\": \"usual\", \"tool_use\": \"{% include 'other' %}\"}}");
    ChatTemplate template = ChatTemplate.open(directory);
    JsonNode messages = JSON.readTree("[{\"role\": \"user\", \"content\": \"Hi\"}]");
    assertThat(template.render(messages, false, TemplateArguments.NONE)).isEqualTo("usual");
    TemplateArguments tools =
        new TemplateArguments(JSON.createArrayNode().add("f"), JSON.createObjectNode());
    assertThatThrownBy(() -> template.render(messages, false, tools))
        .isInstanceOf(UserError.class)
        .hasMessageContaining("statement 'include'");
  }

  @Test
  void whatIsContinuedHasToBeWritten(@TempDir Path directory) throws IOException {
    Files.writeString(
        directory.resolve("chat_template.jinja"),
        "{% for m in messages %}{{ m.content | lower }}{% endfor %}");
    JsonNode messages = JSON.readTree("[{\"role\": \"assistant\", \"content\": \"Hi\"}]");
    ChatTemplate template = ChatTemplate.open(directory);
    assertThatThrownBy(() -> template.renderUnfinished(messages, TemplateArguments.NONE))
        .isInstanceOf(TemplateException.class)
        .hasMessage("it changes the last message, which is to be continued");
  }

  @Test
  void missingOrUnknownTemplateIsNamed(@TempDir Path directory) throws IOException {
    assertThatThrownBy(() -> ChatTemplate.open(directory))
        .isInstanceOf(UserError.class)
        .hasMessageContaining(directory + " has no chat template");
    Files.writeString(directory.resolve("chat_template.jinja"), "{% include 'other' %}");
    assertThatThrownBy(() -> ChatTemplate.open(directory))
        .isInstanceOf(UserError.class)
        .hasMessageContaining("chat_template.jinja cannot be read: line 1: statement 'include'");
  }

  private static JsonNode reference(Path directory) throws IOException {
    return JSON.readTree(directory.resolve("reference.json").toFile());
  }

  private static int[] ids(JsonNode expected) {
    return StreamSupport.stream(expected.get("ids").spliterator(), false)
        .flatMapToInt(id -> IntStream.of(id.asInt()))
        .toArray();
  }
}
