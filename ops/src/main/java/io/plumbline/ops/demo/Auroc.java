package io.plumbline.ops.demo;

import java.util.List;
import java.util.OptionalDouble;

/** Area under the receiver operating characteristic. */
final class Auroc {
  private Auroc() {}

  /**
   * Probability that a positive scores higher than a negative, ties counting half (Hanley and
   * McNeil 1982).
   *
   * @return nothing if there are no positives or no negatives
   */
  static OptionalDouble of(List<Double> positives, List<Double> negatives) {
    if (positives.isEmpty() || negatives.isEmpty()) {
      return OptionalDouble.empty();
    }
    double wins = 0;
    for (double positive : positives) {
      for (double negative : negatives) {
        wins += positive > negative ? 1 : positive == negative ? 0.5 : 0;
      }
    }
    return OptionalDouble.of(wins / positives.size() / negatives.size());
  }
}
