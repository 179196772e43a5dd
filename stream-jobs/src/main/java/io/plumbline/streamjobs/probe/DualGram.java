package io.plumbline.streamjobs.probe;

import io.plumbline.streamjobs.linalg.CsrMatrix;
import org.ejml.data.DMatrixRMaj;

/** Inner products between the centered rows of a sparse matrix. */
final class DualGram {
  private final CsrMatrix x;
  private final double[] mean;

  DualGram(CsrMatrix x) {
    this.x = x;
    this.mean = new double[x.columns()];
    for (int j = 0; j < x.values().length; j++) {
      mean[x.columnIndices()[j]] += x.values()[j];
    }
    for (int j = 0; j < mean.length; j++) {
      mean[j] /= x.rows();
    }
  }

  /** (X - mean) (X - mean)', {@code [rows, rows]}. */
  DMatrixRMaj centered() {
    int n = x.rows();
    double[] withMean = new double[n];
    double meanSquares = 0;
    for (double m : mean) {
      meanSquares += m * m;
    }
    double[] dense = new double[x.columns()];
    DMatrixRMaj gram = new DMatrixRMaj(n, n);
    for (int i = 0; i < n; i++) {
      withMean[i] = dot(i, mean);
    }
    for (int i = 0; i < n; i++) {
      spread(i, dense);
      for (int l = 0; l <= i; l++) {
        double value = dot(l, dense) - withMean[i] - withMean[l] + meanSquares;
        gram.set(i, l, value);
        gram.set(l, i, value);
      }
      clear(i, dense);
    }
    return gram;
  }

  /** Weights (X - mean)' u, with the intercept that fits the means. */
  LinearModel model(double[] u, double meanY) {
    double[] weights = new double[x.columns()];
    double sum = 0;
    for (int i = 0; i < u.length; i++) {
      sum += u[i];
      for (int j = x.rowPointers()[i]; j < x.rowPointers()[i + 1]; j++) {
        weights[x.columnIndices()[j]] += u[i] * x.values()[j];
      }
    }
    double fitted = 0;
    for (int j = 0; j < weights.length; j++) {
      weights[j] -= sum * mean[j];
      fitted += weights[j] * mean[j];
    }
    return new LinearModel(weights, meanY - fitted);
  }

  private double dot(int row, double[] dense) {
    double dot = 0;
    for (int j = x.rowPointers()[row]; j < x.rowPointers()[row + 1]; j++) {
      dot += x.values()[j] * dense[x.columnIndices()[j]];
    }
    return dot;
  }

  private void spread(int row, double[] dense) {
    for (int j = x.rowPointers()[row]; j < x.rowPointers()[row + 1]; j++) {
      dense[x.columnIndices()[j]] = x.values()[j];
    }
  }

  private void clear(int row, double[] dense) {
    for (int j = x.rowPointers()[row]; j < x.rowPointers()[row + 1]; j++) {
      dense[x.columnIndices()[j]] = 0;
    }
  }
}
