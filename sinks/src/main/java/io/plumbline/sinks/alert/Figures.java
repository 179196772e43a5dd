package io.plumbline.sinks.alert;

import io.plumbline.schemas.record.Measure;
import io.plumbline.schemas.record.Score;
import io.plumbline.sinks.drift.CheckpointParts;
import io.plumbline.sinks.drift.Measures;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/**
 * The policy probe's scores of one checkpoint, as the rules look at them.
 *
 * @param measures a drift report's measures
 */
record Figures(List<Score> measures) {
  /** b, the slope of the learned on the stated feedback of words. */
  static final String SLOPE = "b";

  /** The slope over all contexts, p-weighted; where there are few, b is too noisy to show it. */
  static final String CONTEXT_SLOPE = "slope";

  static final String WRONG_SIGN = "wrong_sign";
  static final String DROP = "drop";
  static final String ASYMMETRY = "asymmetry";
  static final String BOOST = "boost";
  static final String SPREAD = "spread";

  /** Whether all of these scores have a value. */
  boolean known(String... scores) {
    return Arrays.stream(scores)
        .allMatch(score -> Measures.value(measures, name(score)).isPresent());
  }

  /** A score that is {@link #known}. */
  double get(String score) {
    return Measures.value(measures, name(score)).orElseThrow();
  }

  /** The slices whose slope, interval and p are known, in the order of their tags. */
  List<Slice> slices() {
    String prefix = name(Slice.SLOPE);
    return measures.stream()
        .filter(score -> score.getName().startsWith(prefix))
        .filter(score -> score.getValue() != null && score.getHigh() != null)
        .filter(score -> known(Slice.P + score.getName().substring(prefix.length())))
        .map(
            score -> {
              String tag = score.getName().substring(prefix.length());
              return new Slice(tag, score.getValue(), score.getHigh(), get(Slice.P + tag));
            })
        .toList();
  }

  /** The slope and these scores as evidence, sorted by name. */
  List<Measure> evidence(String... scores) {
    return Stream.concat(Stream.of(SLOPE), Arrays.stream(scores))
        .sorted()
        .map(score -> new Measure(name(score), get(score)))
        .toList();
  }

  /** A figure as people read it. */
  static String text(double value) {
    return String.format(Locale.ROOT, "%.2f", value);
  }

  private static String name(String score) {
    return Measures.name(CheckpointParts.POLICY, score);
  }
}
