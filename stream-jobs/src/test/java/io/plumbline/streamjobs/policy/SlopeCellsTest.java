package io.plumbline.streamjobs.policy;

import static org.assertj.core.api.Assertions.assertThat;

import io.plumbline.streamjobs.probe.BagOfWords;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What is listed of many contexts, prompts and tags, and what is said of the rest. */
class SlopeCellsTest {
  private static final int PROMPTS = 1200;
  private final PolicyProbe probe = new PolicyProbe(new PolicyOptions(1.345, 0, 9, "digest"));

  @Test
  void listsTheLowestAndCountsTheRest() {
    ListedSlopes slopes = slopes(i -> List.of());
    assertThat(slopes.prompts()).hasSize(1000);
    assertThat(slopes.promptsLeftOut()).isEqualTo(PROMPTS - 1000);
    assertThat(slopes.contexts()).hasSize(1000);
    assertThat(slopes.contextsLeftOut()).isEqualTo(PROMPTS - 1000);
    // Slopes go round from -3 to 3: six sevenths are below 3, and of these all are listed.
    assertThat(slopes.prompts().subList(0, PROMPTS / 7))
        .allSatisfy(prompt -> assertThat(prompt.slope()).isLessThan(-2.9));
    assertThat(slopes.contexts().stream().map(context -> context.context().item()).limit(3))
        .containsExactly("item0000", "item0007", "item0014");
    assertThat(slopes.prompts()).last().satisfies(p -> assertThat(p.slope()).isBetween(1.9, 2.1));
  }

  @Test
  void saysHowManyTagsHaveNoScores() {
    ListedSlopes slopes =
        slopes(
            i -> {
              List<String> tags = new ArrayList<>(List.of("all=yes", "of=" + i % 120));
              if (i < 2) {
                tags.add("rare=" + i);
              }
              return tags;
            });
    // Everybody has the tag all, and nobody but one has a rare one.
    assertThat(slopes.tags()).isEqualTo(new TagSlopes.LeftOut(3, 20));
  }

  private ListedSlopes slopes(IntFunction<List<String>> tags) {
    List<List<Response>> groups =
        IntStream.range(0, PROMPTS).mapToObj(i -> group(i, tags.apply(i))).toList();
    return probe
        .next(
            PolicyState.initial(),
            ResponseEvidence.groups(groups, new ResponseWords(new BagOfWords(1, 2, "digest"))))
        .slopes()
        .orElseThrow();
  }

  /** Three responses whose log-ratio is their reward times -3 to 3. */
  private static List<Response> group(int i, List<String> tags) {
    String item = "item%04d".formatted(i);
    Context context = Context.of(item, new Unit("prompt%04d".formatted(i), tags));
    return IntStream.range(0, 3)
        .mapToObj(
            k ->
                new Response(
                    item + "/" + k,
                    context,
                    "text",
                    k,
                    -20,
                    -20 + (i % 7 - 3) * k + 0.001 * (k % 2),
                    5))
        .toList();
  }
}
