package io.plumbline.streamjobs.probe;

import io.plumbline.streamjobs.linalg.CsrMatrix;
import java.util.Arrays;
import java.util.stream.IntStream;
import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.decomposition.chol.CholeskyDecompositionBlock_DDRM;
import org.ejml.dense.row.linsol.chol.LinearSolverChol_DDRM;

/**
 * Ridge regression with a free intercept: minimises ||y - a - X w||^2 + lambda ||w||^2 exactly, in
 * double precision, for several y at once (Hoerl and Kennard, Technometrics 1970).
 *
 * <p>With at most as many columns as rows the primal system (X'X + lambda I) w = X'y is solved, of
 * centered x and y; else the dual one, (X X' + lambda I) u = y with w = X'u.
 */
public final class Ridge {
  private static final int BLOCK = 60;

  private final double lambda;

  /**
   * A regression with a given penalty.
   *
   * @throws IllegalArgumentException if the penalty is negative
   */
  public Ridge(double lambda) {
    if (!(lambda >= 0)) {
      throw new IllegalArgumentException("lambda must not be negative, but is " + lambda);
    }
    this.lambda = lambda;
  }

  /**
   * Fits rows.
   *
   * @param x {@code [rows, columns]}
   * @param y by target and row
   * @return a model by target
   * @throws IllegalArgumentException if there is no row
   * @throws CollinearException if lambda is 0 and the columns are collinear
   */
  public LinearModel[] fit(CsrMatrix x, double[][] y) {
    if (x.columns() > x.rows()) {
      int[] rows = IntStream.range(0, x.rows()).toArray();
      return Arrays.stream(fit(Kernel.of(x), rows, y))
          .map(dual -> dual.primal(x))
          .toArray(LinearModel[]::new);
    }
    RidgeSums sums = new RidgeSums(x.columns(), y.length);
    for (int i = 0; i < x.rows(); i++) {
      sums.add(x, i, y);
    }
    return fit(sums);
  }

  /**
   * Fits the rows that the sums were taken over.
   *
   * @return a model by target
   * @throws IllegalArgumentException if there is no row
   * @throws CollinearException if lambda is 0 and the columns are collinear
   */
  public LinearModel[] fit(RidgeSums sums) {
    requireRows(sums.rows());
    DMatrixRMaj weights = sums.centeredProducts();
    solve(sums.centeredGram(), weights);
    LinearModel[] models = new LinearModel[sums.targets()];
    for (int q = 0; q < models.length; q++) {
      double[] w = new double[sums.columns()];
      for (int j = 0; j < w.length; j++) {
        w[j] = weights.get(j, q);
      }
      models[q] = sums.withFreeIntercept(q, w);
    }
    return models;
  }

  /**
   * Fits some rows in the dual form.
   *
   * @param kernel of all rows
   * @param rows those that are fitted
   * @param y by target and row, of all rows
   * @return a fit by target
   * @throws IllegalArgumentException if there is no row
   * @throws CollinearException if lambda is 0 and the rows are collinear
   */
  DualFit[] fit(Kernel kernel, int[] rows, double[][] y) {
    int n = rows.length;
    requireRows(n);
    DMatrixRMaj dual = new DMatrixRMaj(n, y.length);
    double[] meanY = new double[y.length];
    for (int q = 0; q < y.length; q++) {
      for (int i = 0; i < n; i++) {
        meanY[q] += y[q][rows[i]];
      }
      meanY[q] /= n;
      for (int i = 0; i < n; i++) {
        dual.set(i, q, y[q][rows[i]] - meanY[q]);
      }
    }
    double[] means = kernel.means(rows);
    solve(kernel.centered(rows), dual);
    DualFit[] fits = new DualFit[y.length];
    for (int q = 0; q < y.length; q++) {
      fits[q] = uncentered(rows, dual, q, meanY[q], means);
    }
    return fits;
  }

  /** With u the solution, w = sum_i u_i (x_i - mean x) and f = mean y + w . (x - mean x). */
  private static DualFit uncentered(
      int[] rows, DMatrixRMaj dual, int target, double meanY, double[] means) {
    int n = rows.length;
    double[] a = new double[n];
    double sum = 0;
    for (int i = 0; i < n; i++) {
      a[i] = dual.get(i, target);
      sum += a[i];
    }
    double fitted = 0;
    for (int i = 0; i < n; i++) {
      a[i] -= sum / n;
      fitted += a[i] * means[rows[i]];
    }
    return new DualFit(rows, a, meanY - fitted);
  }

  /** Replaces the right side by the solution. */
  private void solve(DMatrixRMaj gram, DMatrixRMaj rightSide) {
    for (int j = 0; j < gram.numRows; j++) {
      gram.add(j, j, lambda);
    }
    LinearSolverChol_DDRM solver =
        new LinearSolverChol_DDRM(new CholeskyDecompositionBlock_DDRM(BLOCK));
    if (!solver.setA(gram)) {
      throw new CollinearException();
    }
    solver.solve(rightSide, rightSide);
  }

  private static void requireRows(double rows) {
    if (!(rows > 0)) {
      throw new IllegalArgumentException("there is no row to fit");
    }
  }
}
