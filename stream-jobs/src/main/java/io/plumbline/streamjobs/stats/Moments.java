package io.plumbline.streamjobs.stats;

/** Mean, standard deviation and skewness of a whole population: sums are divided by n. */
public final class Moments {
  private Moments() {}

  /** Arithmetic mean; 0 of no values. */
  public static double mean(double[] values) {
    double sum = 0;
    for (double value : values) {
      sum += value;
    }
    return values.length == 0 ? 0 : sum / values.length;
  }

  /**
   * Standard deviation.
   *
   * @return no value for no values, or where one is not finite
   */
  public static Statistic standardDeviation(double[] values) {
    if (values.length == 0) {
      return Statistic.undefined("no values");
    }
    return Statistic.finite(StrictMath.sqrt(central(values, 2)));
  }

  /**
   * Skewness, the third central moment over the cube of the standard deviation.
   *
   * @return no value for fewer than 3 values, or where they are constant or not finite
   */
  public static Statistic skewness(double[] values) {
    if (values.length < 3) {
      return Statistic.undefined("fewer than 3 values");
    }
    if (!Samples.finite(values)) {
      return Statistic.undefined("the input is not finite");
    }
    if (Samples.constant(values)) {
      return Statistic.undefined("the values are constant");
    }
    double variance = central(values, 2);
    return Statistic.finite(central(values, 3) / (variance * StrictMath.sqrt(variance)));
  }

  private static double central(double[] values, int order) {
    double mean = mean(values);
    double sum = 0;
    for (double value : values) {
      double deviation = value - mean;
      sum += order == 2 ? deviation * deviation : deviation * deviation * deviation;
    }
    return sum / values.length;
  }
}
