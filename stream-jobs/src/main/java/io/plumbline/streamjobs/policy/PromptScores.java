package io.plumbline.streamjobs.policy;

import io.plumbline.schemas.digest.Sha256;
import io.plumbline.streamjobs.probe.GroupScores;
import io.plumbline.streamjobs.stats.Estimate;
import io.plumbline.streamjobs.stats.GroupBootstrap;
import io.plumbline.streamjobs.stats.Statistic;
import java.util.Arrays;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Function;

/** Slopes over contexts, with intervals by resampling prompts. */
final class PromptScores {
  private final SlopeSums[] sums;
  private final GroupScores byPrompt;

  PromptScores(SortedMap<String, SlopeSums> prompts, PolicyOptions options) {
    this.sums = prompts.values().stream().filter(s -> s.contexts() > 0).toArray(SlopeSums[]::new);
    List<String> names =
        prompts.keySet().stream().filter(p -> prompts.get(p).contexts() > 0).toList();
    this.byPrompt =
        new GroupScores(
            new GroupBootstrap(
                names, options.resamples(), Sha256.seed(options.runDigest(), "bootstrap/prompts")),
            names.size());
  }

  SortedMap<String, Estimate> scores() {
    SortedMap<String, Estimate> scores = new TreeMap<>();
    scores.put("slope", of(SlopeSums::slope));
    scores.put("negative_contexts", of(SlopeSums::negativeShare));
    scores.put("negative_prompts", byPrompt.of(this::negativePrompts));
    return scores;
  }

  private Estimate of(Function<SlopeSums, Statistic> statistic) {
    return byPrompt.of(
        items ->
            statistic.apply(
                Arrays.stream(items)
                    .mapToObj(i -> sums[i])
                    .reduce(SlopeSums.NONE, SlopeSums::plus)));
  }

  private Statistic negativePrompts(int[] items) {
    long negative = Arrays.stream(items).filter(i -> sums[i].numerator() < 0).count();
    return items.length == 0
        ? Statistic.undefined("no context has candidates of different stated feedback")
        : Statistic.of((double) negative / items.length);
  }
}
