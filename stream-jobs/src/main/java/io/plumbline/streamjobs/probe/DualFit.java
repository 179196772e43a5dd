package io.plumbline.streamjobs.probe;

import io.plumbline.streamjobs.linalg.CsrMatrix;

/**
 * A linear fit in its dual form, f(x) = b + sum_i a_i x_i . x over the rows x_i it was fitted to.
 *
 * @param rows indices of these rows
 * @param a coefficient of each
 * @param b intercept
 */
@SuppressWarnings("ArrayRecordComponent") // a result that is read, never compared
record DualFit(int[] rows, double[] a, double b) {

  /** Prediction of any row of the kernel. */
  double predict(Kernel kernel, int row) {
    double f = b;
    for (int i = 0; i < rows.length; i++) {
      f += a[i] * kernel.get(rows[i], row);
    }
    return f;
  }

  /**
   * The same fit in its primal form.
   *
   * @param x the matrix that the kernel is of
   */
  LinearModel primal(CsrMatrix x) {
    double[] weights = new double[x.columns()];
    for (int i = 0; i < rows.length; i++) {
      for (int j = x.rowPointers()[rows[i]]; j < x.rowPointers()[rows[i] + 1]; j++) {
        weights[x.columnIndices()[j]] += a[i] * x.values()[j];
      }
    }
    return new LinearModel(weights, b);
  }
}
