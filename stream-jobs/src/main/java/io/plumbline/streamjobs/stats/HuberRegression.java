package io.plumbline.streamjobs.stats;

import java.util.Arrays;
import java.util.Optional;
import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.linsol.qr.LinearSolverQrHouseCol_DDRM;

/**
 * Linear regression with Huber's loss by iteratively reweighted least squares: weights min(1, k s /
 * |r|) with the scale s = median |r| / 0.6745 taken anew in every round, starting from least
 * squares (Huber, "Robust Statistics", 1981, chapter 7).
 */
public final class HuberRegression {
  /** Upper quartile of the standard normal distribution. */
  private static final double NORMAL_QUARTILE = 0.6744897501960817;

  private static final int ROUNDS = 500;
  private static final double TOLERANCE = 1e-12;

  private final double k;

  /**
   * A regression with a given threshold.
   *
   * @param k residuals beyond this many scales weigh less; 1.345 gives 95% efficiency on normal
   *     errors
   */
  public HuberRegression(double k) {
    this.k = k;
  }

  /**
   * Fits y = c0 + c1 x1 + c2 x2 + ... .
   *
   * @param y {@code [n]}
   * @param regressors each {@code [n]}
   * @return nothing where there are not more values than coefficients, the regressors are constant
   *     or collinear, or the input is not finite
   * @throws IllegalArgumentException if the samples differ in length
   */
  public Optional<HuberFit> fit(double[] y, double[]... regressors) {
    int n = y.length;
    boolean finite = Samples.finite(y);
    for (double[] regressor : regressors) {
      Samples.requireEqualLength(n, regressor.length);
      finite &= Samples.finite(regressor);
    }
    if (n <= regressors.length + 1 || !finite) {
      return Optional.empty();
    }
    double[] weights = new double[n];
    Arrays.fill(weights, 1);
    Optional<double[]> coefficients = leastSquares(y, regressors, weights);
    for (int round = 0; round < ROUNDS && coefficients.isPresent(); round++) {
      double[] residuals = residuals(y, regressors, coefficients.get());
      double scale = scale(residuals);
      if (scale == 0) {
        break;
      }
      for (int i = 0; i < n; i++) {
        double size = Math.abs(residuals[i]) / scale;
        weights[i] = size <= k ? 1 : k / size;
      }
      double[] before = coefficients.get();
      coefficients = leastSquares(y, regressors, weights);
      if (coefficients.isPresent() && close(before, coefficients.get())) {
        break;
      }
    }
    return coefficients.map(
        c -> {
          double[] residuals = residuals(y, regressors, c);
          return new HuberFit(c, scale(residuals), residuals);
        });
  }

  private static Optional<double[]> leastSquares(
      double[] y, double[][] regressors, double[] weights) {
    int n = y.length;
    int p = regressors.length + 1;
    DMatrixRMaj design = new DMatrixRMaj(n, p);
    DMatrixRMaj target = new DMatrixRMaj(n, 1);
    for (int i = 0; i < n; i++) {
      double root = StrictMath.sqrt(weights[i]);
      design.set(i, 0, root);
      for (int j = 1; j < p; j++) {
        design.set(i, j, root * regressors[j - 1][i]);
      }
      target.set(i, 0, root * y[i]);
    }
    LinearSolverQrHouseCol_DDRM solver = new LinearSolverQrHouseCol_DDRM();
    if (!solver.setA(design) || !(solver.quality() > 1e-12)) {
      return Optional.empty();
    }
    DMatrixRMaj solution = new DMatrixRMaj(p, 1);
    solver.solve(target, solution);
    return Samples.finite(solution.data) ? Optional.of(solution.data) : Optional.empty();
  }

  private static double[] residuals(double[] y, double[][] regressors, double[] coefficients) {
    double[] residuals = new double[y.length];
    for (int i = 0; i < y.length; i++) {
      double fitted = coefficients[0];
      for (int j = 0; j < regressors.length; j++) {
        fitted += coefficients[j + 1] * regressors[j][i];
      }
      residuals[i] = y[i] - fitted;
    }
    return residuals;
  }

  private static double scale(double[] residuals) {
    return Quantiles.medianAbsoluteDeviation(residuals, 0) / NORMAL_QUARTILE;
  }

  private static boolean close(double[] before, double[] after) {
    for (int j = 0; j < after.length; j++) {
      if (Math.abs(after[j] - before[j]) > TOLERANCE * Math.max(1, Math.abs(after[j]))) {
        return false;
      }
    }
    return true;
  }
}
