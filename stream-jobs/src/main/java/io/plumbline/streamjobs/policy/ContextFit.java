package io.plumbline.streamjobs.policy;

import java.util.OptionalDouble;

/**
 * Least squares of learned on stated feedback within one context, d on y over its candidates w with
 * weights p.
 *
 * @param numerator sum_w p_w (y_w - y~) (d_w - d~), with ~ for the weighted mean
 * @param denominator sum_w p_w (y_w - y~)^2
 * @param meat sum_w (p_w (y_w - y~) e_w)^2 with the residuals e
 * @param weight sum_w p_w
 * @param candidates number of candidates that have stated feedback; the others are left out
 */
record ContextFit(
    double numerator, double denominator, double meat, double weight, int candidates) {
  /** Candidates from which a slope has a standard error. */
  static final int FEWEST = 3;

  /**
   * The fit of the first candidates of some arrays.
   *
   * @param y NaN where there is none
   */
  static ContextFit of(double[] p, double[] y, double[] d, int candidates) {
    double mass = 0;
    double meanY = 0;
    double meanD = 0;
    for (int i = 0; i < candidates; i++) {
      if (!Double.isNaN(y[i])) {
        mass += p[i];
        meanY += p[i] * y[i];
        meanD += p[i] * d[i];
      }
    }
    return mass == 0
        ? new ContextFit(0, 0, 0, 0, 0)
        : about(p, y, meanY / mass, d, meanD / mass, candidates);
  }

  /** The fit through a point that is given. */
  static ContextFit about(
      double[] p, double[] y, double meanY, double[] d, double meanD, int candidates) {
    double numerator = 0;
    double denominator = 0;
    double weight = 0;
    int stated = 0;
    for (int i = 0; i < candidates; i++) {
      if (!Double.isNaN(y[i])) {
        numerator += p[i] * (y[i] - meanY) * (d[i] - meanD);
        denominator += p[i] * (y[i] - meanY) * (y[i] - meanY);
        weight += p[i];
        stated++;
      }
    }
    double meat = 0;
    for (int i = 0; i < candidates && denominator > 0; i++) {
      if (!Double.isNaN(y[i])) {
        double residual = d[i] - meanD - numerator / denominator * (y[i] - meanY);
        double score = p[i] * (y[i] - meanY) * residual;
        meat += score * score;
      }
    }
    return new ContextFit(numerator, denominator, meat, weight, stated);
  }

  /** Whether its candidates differ in stated feedback. */
  boolean sloped() {
    return denominator > 0;
  }

  double slope() {
    return numerator / denominator;
  }

  /**
   * Standard error of the slope, whatever the variances of the residuals: HC1 of MacKinnon and
   * White ("Some heteroskedasticity-consistent covariance matrix estimators with improved finite
   * sample properties", 1985). Nothing of fewer than three candidates.
   */
  OptionalDouble error() {
    return candidates < FEWEST
        ? OptionalDouble.empty()
        : OptionalDouble.of(StrictMath.sqrt(meat * candidates / (candidates - 2)) / denominator);
  }

  SlopeSums sums() {
    return sloped()
        ? new SlopeSums(numerator, denominator, 1, numerator < 0 ? 1 : 0)
        : SlopeSums.NONE;
  }
}
