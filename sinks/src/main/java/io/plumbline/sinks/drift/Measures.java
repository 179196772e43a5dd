package io.plumbline.sinks.drift;

import io.plumbline.schemas.record.ProbeReport;
import io.plumbline.schemas.record.Score;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.OptionalDouble;
import java.util.function.Function;

/** The scores and controls of all probes under the names {@code probe:score}. */
public final class Measures {
  private Measures() {}

  /** Name of a score among all probes' scores. */
  public static String name(String probe, String score) {
    return probe + ":" + score;
  }

  /** All scores of the reports, sorted by name. */
  public static List<Score> of(List<ProbeReport> reports) {
    return named(reports, ProbeReport::getScores);
  }

  /** All controls of the reports, sorted by name. */
  public static List<Score> controls(List<ProbeReport> reports) {
    return named(reports, ProbeReport::getControls);
  }

  private static List<Score> named(
      List<ProbeReport> reports, Function<ProbeReport, List<Score>> which) {
    List<Score> measures = new ArrayList<>();
    for (ProbeReport report : reports) {
      for (Score score : which.apply(report)) {
        measures.add(
            Score.newBuilder(score).setName(name(report.getProbe(), score.getName())).build());
      }
    }
    measures.sort(Comparator.comparing(Score::getName));
    return List.copyOf(measures);
  }

  /** Value of a measure; empty where it is missing or has none. */
  public static OptionalDouble value(List<Score> measures, String name) {
    for (Score measure : measures) {
      if (measure.getName().equals(name) && measure.getValue() != null) {
        return OptionalDouble.of(measure.getValue());
      }
    }
    return OptionalDouble.empty();
  }
}
