package io.plumbline.sinks.alert;

import io.plumbline.schemas.record.Measure;
import java.util.List;

/**
 * What a rule says of one checkpoint.
 *
 * @param outcome whether the rule is met
 * @param strength the deciding figure over its threshold; at least 1 where the rule is met, 0 where
 *     it is unknown
 * @param reason what was seen, in words, with the figures
 * @param evidence the figures that were looked at, sorted by name
 */
public record Verdict(Outcome outcome, double strength, String reason, List<Measure> evidence) {
  /** Of a rule at a checkpoint. */
  public enum Outcome {
    MET,
    CLEAR,
    /** A figure is missing, so the rule's state stays as it is. */
    UNKNOWN
  }

  static final Verdict UNKNOWN = new Verdict(Outcome.UNKNOWN, 0, "", List.of());

  boolean met() {
    return outcome == Outcome.MET;
  }

  boolean clear() {
    return outcome == Outcome.CLEAR;
  }
}
