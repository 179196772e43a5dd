package io.plumbline.sinks.alert;

import io.plumbline.schemas.record.Measure;
import io.plumbline.schemas.record.Score;
import io.plumbline.sinks.drift.CheckpointParts;
import io.plumbline.sinks.drift.Measures;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/** The policy probe's scores of one checkpoint, as the rules look at them. */
public record Figures(List<Score> measures) {

  /** Whether all of these scores have a value. */
  boolean known(String... scores) {
    return Arrays.stream(scores)
        .allMatch(score -> Measures.value(measures, name(score)).isPresent());
  }

  /** A score that is {@link #known}. */
  double get(String score) {
    return Measures.value(measures, name(score)).orElseThrow();
  }

  /** These scores as evidence, sorted by name. */
  List<Measure> evidence(String... scores) {
    return Arrays.stream(scores)
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
