package io.plumbline.streamjobs.operator.evidence;

import io.plumbline.streamjobs.attribution.Attribution;
import io.plumbline.streamjobs.attribution.WordAttribution;
import io.plumbline.streamjobs.stats.Estimate;
import io.plumbline.streamjobs.stats.Statistic;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * How far the figures of one checkpoint can be trusted.
 *
 * @param headTrained whether the unembedding differs from the base's
 * @param unusableTriples triples that were left out
 * @param logitCap where logits are capped softly
 */
record AttributionWarnings(boolean headTrained, long unusableTriples, Optional<Double> logitCap) {
  /** Share of the change below which its features do not stand for it. */
  private static final double ENOUGH_CAPTURED = 0.7;

  /** Area under the ROC curve below which names would mislead. */
  private static final double ENOUGH_TO_NAME = 0.8;

  /** Robust standard deviations from which a word is a culprit. */
  private static final double CULPRIT = 2.5;

  private static final int MOST_CULPRITS = 20;

  /** In words. */
  List<String> of(Attribution attribution) {
    List<String> warnings = new ArrayList<>();
    if (!learned(attribution)) {
      warnings.add(
          "the slope is not above 0 for certain: nothing may have been learned yet, and then shares"
              + " of it mean nothing");
    }
    value(attribution, "change_captured")
        .filter(captured -> captured < ENOUGH_CAPTURED)
        .ifPresent(
            captured ->
                warnings.add(
                    "the features capture "
                        + percent(captured)
                        + " of the change, less than 70%: what is said of single features is"
                        + " unreliable"));
    if (unusableTriples > 0) {
      warnings.add(
          unusableTriples
              + " triples are left out, because a word of theirs is not one token or not always the"
              + " same one");
    }
    logitCap.ifPresent(
        cap -> warnings.add("logits are capped at " + cap + ": the parts are of those before"));
    return warnings;
  }

  /** Why no culprits are named, if so. */
  Optional<String> noCulprits(Attribution attribution) {
    if (!learned(attribution)) {
      return Optional.of("nothing may have been learned yet");
    }
    Optional<Double> ceiling = value(attribution, "naming_ceiling");
    if (headTrained || (ceiling.isPresent() && ceiling.get() >= ENOUGH_TO_NAME)) {
      return Optional.empty();
    }
    return Optional.of(
        ceiling
            .map(
                area ->
                    "the head is not trained, and then culprits could be told from others with an"
                        + " AUROC of "
                        + String.format(Locale.ROOT, "%.2f", area)
                        + " at best")
            .orElse("the head is not trained, and how well culprits could be named is not known"));
  }

  /** Words that were learned against the stated feedback, the worst first. */
  List<String> culprits(Attribution attribution) {
    return noCulprits(attribution).isPresent()
        ? List.of()
        : attribution.words().stream()
            .filter(word -> word.divergence().orElse(0) > CULPRIT)
            .sorted(
                Comparator.<WordAttribution>comparingDouble(w -> -w.divergence().getAsDouble())
                    .thenComparing(WordAttribution::word))
            .limit(MOST_CULPRITS)
            .map(WordAttribution::word)
            .toList();
  }

  private static boolean learned(Attribution attribution) {
    Estimate slope = attribution.scores().get("slope");
    double low = slope.interval().map(i -> i.low()).orElseGet(() -> slope.statistic().orElse(0));
    return low > 0;
  }

  private static Optional<Double> value(Attribution attribution, String score) {
    Estimate estimate = attribution.scores().get(score);
    Statistic none = Statistic.undefined("there is no such score");
    Statistic statistic = estimate == null ? none : estimate.statistic();
    return statistic.isDefined() ? Optional.of(statistic.getAsDouble()) : Optional.empty();
  }

  private static String percent(double share) {
    return Math.round(100 * share) + "%";
  }
}
