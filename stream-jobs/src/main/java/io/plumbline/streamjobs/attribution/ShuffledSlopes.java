package io.plumbline.streamjobs.attribution;

import io.plumbline.streamjobs.dictionary.Dictionary;
import io.plumbline.streamjobs.linalg.MatrixProduct;
import io.plumbline.streamjobs.stats.Estimate;
import io.plumbline.streamjobs.stats.Statistic;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What the slope and its parts come to of the same change where the stated feedback has been
 * reassigned among the words: what is left of it was not learned from the feedback.
 */
final class ShuffledSlopes {
  private static final String PREFIX = "shuffled.";
  private static final List<String> NAMES =
      List.of(
          "direction_share",
          "negative_contexts",
          "negative_prompts",
          "slope",
          "slope_direction",
          "slope_features");

  private final AttributionSums sums;
  private final AttributionOptions options;

  /**
   * No context yet.
   *
   * @param words with the feedback as it is stated
   * @param changes dictionary of the change, if there is one
   */
  ShuffledSlopes(
      ReadoutWords words,
      Readout base,
      Readout tuned,
      Optional<Dictionary> changes,
      AttributionOptions options,
      MatrixProduct product) {
    this.options = options;
    this.sums =
        new AttributionSums(
            words.reassigned(options.runDigest()),
            options.minMass(),
            base,
            tuned,
            0,
            changes,
            product);
  }

  /** Adds the usable contexts of a block, of which the final residual stream is looked at alone. */
  void add(ContextBlock block) {
    sums.add(block);
  }

  /** By name of the control. */
  SortedMap<String, Estimate> controls() {
    SortedMap<String, Estimate> found =
        sums.prompts().prompts().isEmpty()
            ? new TreeMap<>()
            : new AttributionScores(sums, options).ofControl();
    Estimate none =
        Estimate.of(
            Statistic.undefined("no context has candidates of different reassigned feedback"), 0);
    SortedMap<String, Estimate> controls = new TreeMap<>();
    NAMES.forEach(name -> controls.put(PREFIX + name, found.getOrDefault(name, none)));
    return controls;
  }
}
