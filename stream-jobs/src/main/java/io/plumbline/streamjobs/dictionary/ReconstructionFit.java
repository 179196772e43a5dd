package io.plumbline.streamjobs.dictionary;

import io.plumbline.streamjobs.linalg.FloatMatrix;
import io.plumbline.streamjobs.stats.Statistic;

/**
 * Sums over rows from which the fit of a dictionary is computed. Sums of parts add up to the sums
 * of the whole.
 */
public final class ReconstructionFit {
  private final long rows;
  private final long active;
  private final double squaredError;
  private final double squaredNorm;
  private final double[] sum;

  /**
   * Sums that were computed elsewhere.
   *
   * @param rows number of rows
   * @param active number of features that are not zero, over all rows
   * @param squaredError sum over the rows of ||x - x'||^2
   * @param squaredNorm sum over the rows of ||x||^2
   * @param sum sum of the rows, {@code [d_model]}
   */
  public ReconstructionFit(
      long rows, long active, double squaredError, double squaredNorm, double[] sum) {
    this.rows = rows;
    this.active = active;
    this.squaredError = squaredError;
    this.squaredNorm = squaredNorm;
    this.sum = sum.clone();
  }

  /** The sums of no rows. */
  public static ReconstructionFit empty(int width) {
    return new ReconstructionFit(0, 0, 0, 0, new double[width]);
  }

  static ReconstructionFit of(FloatMatrix x, FloatMatrix rebuilt, long active) {
    double squaredError = 0;
    double squaredNorm = 0;
    double[] sum = new double[x.columns()];
    float[] values = x.values();
    float[] others = rebuilt.values();
    for (int i = 0; i < values.length; i += sum.length) {
      for (int j = 0; j < sum.length; j++) {
        double value = values[i + j];
        double error = value - others[i + j];
        squaredError += error * error;
        squaredNorm += value * value;
        sum[j] += value;
      }
    }
    return new ReconstructionFit(x.rows(), active, squaredError, squaredNorm, sum);
  }

  /** Sums over these rows and others. */
  public ReconstructionFit plus(ReconstructionFit other) {
    double[] total = sum.clone();
    for (int j = 0; j < total.length; j++) {
      total[j] += other.sum[j];
    }
    return new ReconstructionFit(
        rows + other.rows,
        active + other.active,
        squaredError + other.squaredError,
        squaredNorm + other.squaredNorm,
        total);
  }

  /** Fraction of variance unexplained: sum ||x - x'||^2 / sum ||x - mean||^2. */
  public Statistic fvu() {
    if (rows < 2) {
      return Statistic.undefined("fewer than 2 rows");
    }
    double variance = variance();
    if (!(variance > 1e-12 * squaredNorm)) {
      return Statistic.undefined("the rows do not vary");
    }
    return Statistic.finite(squaredError / variance);
  }

  /** Sum over the rows of ||x - mean||^2. */
  double variance() {
    double meanPart = 0;
    for (double s : sum) {
      meanPart += s * s / rows;
    }
    return squaredNorm - meanPart;
  }

  /** Mean number of active features of a row. */
  public Statistic l0() {
    return rows == 0 ? Statistic.undefined("no rows") : Statistic.finite((double) active / rows);
  }

  public long rows() {
    return rows;
  }

  public long active() {
    return active;
  }

  public double squaredError() {
    return squaredError;
  }

  public double squaredNorm() {
    return squaredNorm;
  }

  public double[] sum() {
    return sum.clone();
  }
}
