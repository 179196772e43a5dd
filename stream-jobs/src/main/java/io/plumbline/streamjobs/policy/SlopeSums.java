package io.plumbline.streamjobs.policy;

import io.plumbline.streamjobs.stats.Statistic;

/**
 * Sums over contexts from which a slope of learned on stated feedback is computed: numerators sum_w
 * p_w (y_w - y~) (d_w - d~) and denominators sum_w p_w (y_w - y~)^2, with ~ for the mean over the
 * candidates weighted by p.
 *
 * @param numerator sum of the numerators
 * @param denominator sum of the denominators
 * @param contexts number of contexts
 * @param negative number of contexts with a slope below 0
 */
public record SlopeSums(double numerator, double denominator, int contexts, int negative) {
  static final SlopeSums NONE = new SlopeSums(0, 0, 0, 0);

  SlopeSums plus(SlopeSums other) {
    return new SlopeSums(
        numerator + other.numerator,
        denominator + other.denominator,
        contexts + other.contexts,
        negative + other.negative);
  }

  /** Numerator over denominator. */
  public Statistic slope() {
    return denominator > 0
        ? Statistic.finite(numerator / denominator)
        : Statistic.undefined("no context has candidates of different stated feedback");
  }

  /** Share of contexts with a slope below 0. */
  public Statistic negativeShare() {
    return contexts > 0
        ? Statistic.of((double) negative / contexts)
        : Statistic.undefined("no context has candidates of different stated feedback");
  }
}
