package io.plumbline.streamjobs.attribution;

import io.plumbline.schemas.digest.Sha256;
import io.plumbline.streamjobs.linalg.Vectors;
import io.plumbline.streamjobs.probe.GroupScores;
import io.plumbline.streamjobs.stats.Estimate;
import io.plumbline.streamjobs.stats.GroupBootstrap;
import io.plumbline.streamjobs.stats.Statistic;
import java.util.Arrays;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.IntStream;

/** Slopes and shares of slopes, with intervals by resampling prompts. */
final class AttributionScores {
  private static final String NO_SLOPE = "nothing has been learned in sum";

  private final AttributionSums sums;
  private final PromptSums prompts;
  private final double[] denominators;
  private final GroupScores byPrompt;
  private final int size;

  AttributionScores(AttributionSums sums, AttributionOptions options) {
    this.sums = sums;
    this.prompts = sums.prompts();
    this.denominators = prompts.denominators();
    this.size = denominators.length;
    this.byPrompt =
        new GroupScores(
            new GroupBootstrap(
                prompts.prompts(),
                options.resamples(),
                Sha256.seed(options.runDigest(), "bootstrap/prompts")),
            size);
  }

  /** For other statistics over the same prompts. */
  GroupScores byPrompt() {
    return byPrompt;
  }

  /** Sum of the slopes' denominators. */
  double denominator() {
    return PromptSums.sum(denominators);
  }

  /**
   * All scores.
   *
   * @param hooks names of the hooks, that of the final residual stream first
   */
  SortedMap<String, Estimate> of(List<String> hooks) {
    SortedMap<String, Estimate> scores = whole();
    scores.put("slope_activation", slope(prompts.activations()));
    scores.put("slope_unembedding", slope(prompts.unembeddings()));
    for (int l = 0; l < hooks.size(); l++) {
      scores.put("slope." + hooks.get(l), slope(prompts.hook(l)));
    }
    sums.features().ifPresent(change -> addFeatures(change, scores));
    return scores;
  }

  /** The scores that do not depend on what the slope is taken apart by. */
  private SortedMap<String, Estimate> whole() {
    SortedMap<String, Estimate> scores = new TreeMap<>();
    double[] totals = prompts.totals();
    scores.put("slope", slope(totals));
    scores.put("negative_contexts", negativeContexts());
    scores.put("negative_prompts", byPrompt.of(items -> negative(totals, items)));
    Statistic slope = scores.get("slope").statistic();
    double direction = Vectors.dot(sums.direction(), sums.pulled()) / denominator();
    scores.put("slope_direction", plain(Statistic.finite(direction)));
    scores.put("direction_share", plain(share(direction, slope)));
    return scores;
  }

  /** What a control task is told by. */
  SortedMap<String, Estimate> ofControl() {
    SortedMap<String, Estimate> scores = whole();
    sums.features()
        .ifPresent(
            change ->
                scores.put(
                    "slope_features", plain(Statistic.finite(PromptSums.sum(slopes(change))))));
    return scores;
  }

  private void addFeatures(FeatureSums change, SortedMap<String, Estimate> scores) {
    Statistic slope = scores.get("slope").statistic();
    double[] slopes = slopes(change);
    double all = PromptSums.sum(slopes);
    double against =
        Math.abs(PromptSums.sum(Arrays.stream(slopes).map(s -> Math.min(0, s)).toArray()));
    double captured = change.captured();
    scores.put(
        "change_captured",
        plain(
            Double.isNaN(captured)
                ? Statistic.undefined("nothing has changed")
                : Statistic.finite(captured)));
    scores.put("slope_features", plain(Statistic.finite(all)));
    scores.put("features_share", plain(share(all, slope)));
    scores.put("against_share", plain(share(against, slope)));
  }

  /** What every feature adds to the slope over all contexts. */
  private double[] slopes(FeatureSums change) {
    return IntStream.range(0, change.dictionary().features())
        .mapToDouble(j -> change.numerator(j) / denominator())
        .toArray();
  }

  private Estimate plain(Statistic statistic) {
    return Estimate.of(statistic, size);
  }

  private static Statistic share(double part, Statistic slope) {
    return slope.isDefined() && slope.getAsDouble() != 0
        ? slope.map(whole -> part / whole)
        : Statistic.undefined(NO_SLOPE);
  }

  private Estimate slope(double[] numerators) {
    return byPrompt.of(
        items ->
            Statistic.finite(
                PromptSums.sum(numerators, items) / PromptSums.sum(denominators, items)));
  }

  private Estimate negativeContexts() {
    double[] negative = prompts.negativeContexts();
    double[] all = prompts.contexts();
    return byPrompt.of(
        items -> Statistic.finite(PromptSums.sum(negative, items) / PromptSums.sum(all, items)));
  }

  private static Statistic negative(double[] totals, int[] items) {
    long negative = Arrays.stream(items).filter(p -> totals[p] < 0).count();
    return Statistic.finite((double) negative / items.length);
  }
}
