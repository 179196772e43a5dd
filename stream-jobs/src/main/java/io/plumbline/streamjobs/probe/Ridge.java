package io.plumbline.streamjobs.probe;

import io.plumbline.streamjobs.linalg.CsrMatrix;
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
      return fitDual(x, y);
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

  private LinearModel[] fitDual(CsrMatrix x, double[][] y) {
    int n = x.rows();
    requireRows(n);
    DualGram gram = new DualGram(x);
    DMatrixRMaj dual = new DMatrixRMaj(n, y.length);
    double[] meanY = new double[y.length];
    for (int q = 0; q < y.length; q++) {
      for (int i = 0; i < n; i++) {
        meanY[q] += y[q][i];
      }
      meanY[q] /= n;
      for (int i = 0; i < n; i++) {
        dual.set(i, q, y[q][i] - meanY[q]);
      }
    }
    solve(gram.centered(), dual);
    LinearModel[] models = new LinearModel[y.length];
    for (int q = 0; q < y.length; q++) {
      double[] u = new double[n];
      for (int i = 0; i < n; i++) {
        u[i] = dual.get(i, q);
      }
      models[q] = gram.model(u, meanY[q]);
    }
    return models;
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
