package io.plumbline.streamjobs.stats;

/**
 * A robust linear fit.
 *
 * @param coefficients intercept, then one per regressor
 * @param scale normalised median absolute residual
 * @param residuals y minus the fit
 */
@SuppressWarnings("ArrayRecordComponent") // a result that is read once, never compared
public record HuberFit(double[] coefficients, double scale, double[] residuals) {
  public double intercept() {
    return coefficients[0];
  }

  /** Coefficient of a regressor, counted from 0. */
  public double slope(int regressor) {
    return coefficients[regressor + 1];
  }
}
