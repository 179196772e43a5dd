package io.plumbline.streamjobs.stats;

import java.util.Arrays;

/** Quantiles by linear interpolation between order statistics (type 7 of Hyndman and Fan, 1996). */
public final class Quantiles {
  private Quantiles() {}

  /**
   * The p-quantile.
   *
   * @param p from 0 to 1
   * @throws IllegalArgumentException if there are no values, or p is out of range
   */
  public static double quantile(double[] values, double p) {
    if (values.length == 0 || !(p >= 0 && p <= 1)) {
      throw new IllegalArgumentException("no " + p + "-quantile of " + values.length + " values");
    }
    double[] sorted = values.clone();
    Arrays.sort(sorted);
    double place = p * (sorted.length - 1);
    int below = (int) place;
    int above = Math.min(below + 1, sorted.length - 1);
    return sorted[below] + (place - below) * (sorted[above] - sorted[below]);
  }

  /**
   * The median.
   *
   * @throws IllegalArgumentException if there are no values
   */
  public static double median(double[] values) {
    return quantile(values, 0.5);
  }

  /**
   * Median absolute deviation from a center, not scaled.
   *
   * @throws IllegalArgumentException if there are no values
   */
  public static double medianAbsoluteDeviation(double[] values, double center) {
    return median(Arrays.stream(values).map(v -> Math.abs(v - center)).toArray());
  }
}
