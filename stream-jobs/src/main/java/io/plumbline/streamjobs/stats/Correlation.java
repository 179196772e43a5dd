package io.plumbline.streamjobs.stats;

import java.util.Optional;

/** Pearson's and Spearman's correlation. */
public final class Correlation {
  private Correlation() {}

  /**
   * Pearson's product-moment correlation.
   *
   * @return no value for fewer than 3 pairs, or where a sample is constant or not finite
   * @throws IllegalArgumentException if the samples differ in length
   */
  public static Statistic pearson(double[] x, double[] y) {
    Optional<String> degenerate = Samples.degenerate(x, y);
    if (degenerate.isPresent()) {
      return Statistic.undefined(degenerate.get());
    }
    double meanX = Moments.mean(x);
    double meanY = Moments.mean(y);
    double xx = 0;
    double yy = 0;
    double xy = 0;
    for (int i = 0; i < x.length; i++) {
      double dx = x[i] - meanX;
      double dy = y[i] - meanY;
      xx += dx * dx;
      yy += dy * dy;
      xy += dx * dy;
    }
    if (xx == 0 || yy == 0) {
      return Statistic.undefined("a sample varies too little");
    }
    double r = xy / StrictMath.sqrt(xx) / StrictMath.sqrt(yy);
    return Statistic.finite(Math.max(-1, Math.min(1, r)));
  }

  /**
   * Spearman's rank correlation: Pearson's of the ranks, equal values sharing their mean rank.
   *
   * @return no value for fewer than 3 pairs, or where a sample is constant or not finite
   * @throws IllegalArgumentException if the samples differ in length
   */
  public static Statistic spearman(double[] x, double[] y) {
    Optional<String> degenerate = Samples.degenerate(x, y);
    return degenerate.isPresent()
        ? Statistic.undefined(degenerate.get())
        : pearson(Ranks.average(x), Ranks.average(y));
  }
}
