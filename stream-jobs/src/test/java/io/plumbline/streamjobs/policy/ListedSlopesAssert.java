package io.plumbline.streamjobs.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.function.Function;

/** Holds slopes by prompt and context against those of a reference. */
final class ListedSlopesAssert {
  private static final double TOLERANCE = 1e-8;

  private ListedSlopesAssert() {}

  /**
   * @param number of a context in the reference
   * @param lastOfPrompt what the last figure of the reference's prompts is
   */
  static void assertEqual(
      ListedSlopes actual,
      JsonNode expected,
      Function<Context, Integer> number,
      Function<PromptSlope, OptionalDouble> lastOfPrompt) {
    assertThat(actual.contextsWithoutSlope()).isEqualTo(expected.get("withoutSlope").asInt());
    assertThat(actual.contextsLeftOut()).isZero();
    assertThat(actual.promptsLeftOut()).isZero();
    Map<Integer, JsonNode> contexts = new HashMap<>();
    expected.get("contexts").forEach(node -> contexts.put(node.get(0).asInt(), node));
    assertThat(actual.contexts())
        .hasSize(contexts.size())
        .isSortedAccordingTo(
            Comparator.comparingDouble(ContextSlope::slope)
                .thenComparing(context -> number.apply(context.context())))
        .allSatisfy(
            context -> {
              JsonNode node = contexts.remove(number.apply(context.context()));
              assertClose(context.slope(), node.get(1));
              assertClose(context.error(), node.get(2));
              assertThat(context.candidates()).isEqualTo(node.get(3).asInt());
              assertThat(context.mass().isPresent()).isEqualTo(node.has(4));
              context.mass().ifPresent(mass -> assertClose(mass, node.get(4)));
            });
    Map<String, JsonNode> prompts = new HashMap<>();
    expected.get("prompts").forEach(node -> prompts.put(node.get(0).asText(), node));
    assertThat(actual.prompts())
        .hasSize(prompts.size())
        .isSortedAccordingTo(
            Comparator.comparingDouble(PromptSlope::slope).thenComparing(PromptSlope::prompt))
        .allSatisfy(
            prompt -> {
              JsonNode node = prompts.remove(prompt.prompt());
              assertClose(prompt.slope(), node.get(1));
              assertSame(prompt.error(), node.get(2));
              assertThat(prompt.contexts()).isEqualTo(node.get(3).asInt());
              assertSame(lastOfPrompt.apply(prompt), node.get(4));
            });
  }

  private static void assertSame(OptionalDouble actual, JsonNode expected) {
    assertThat(actual.isEmpty()).isEqualTo(expected.isNull());
    actual.ifPresent(value -> assertClose(value, expected));
  }

  private static void assertClose(double actual, JsonNode expected) {
    assertThat(actual).isCloseTo(expected.asDouble(), within(TOLERANCE));
  }
}
