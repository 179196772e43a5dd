package io.plumbline.streamjobs.stats;

import java.util.Optional;

/** Receiver operating characteristic. */
public final class RocCurve {
  private RocCurve() {}

  /**
   * Area under the curve: the probability that a positive scores above a negative, ties counting
   * one half.
   *
   * @return no value for fewer than 3 scores, where one class is missing, or where the scores are
   *     constant or not finite
   * @throws IllegalArgumentException if the arguments differ in length
   */
  public static Statistic area(double[] scores, boolean[] positive) {
    Samples.requireEqualLength(scores.length, positive.length);
    Optional<String> degenerate = Samples.degenerate("scores", scores);
    if (degenerate.isPresent()) {
      return Statistic.undefined(degenerate.get());
    }
    double[] ranks = Ranks.average(scores);
    double rankSum = 0;
    double positives = 0;
    for (int i = 0; i < scores.length; i++) {
      if (positive[i]) {
        rankSum += ranks[i];
        positives++;
      }
    }
    double negatives = scores.length - positives;
    if (positives == 0 || negatives == 0) {
      return Statistic.undefined("there is only one class");
    }
    double wins = rankSum - positives * (positives + 1) / 2;
    return Statistic.of(wins / (positives * negatives));
  }
}
