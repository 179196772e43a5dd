package io.plumbline.streamjobs.probe;

import io.plumbline.streamjobs.linalg.CsrMatrix;
import io.plumbline.streamjobs.linalg.FloatMatrix;
import io.plumbline.streamjobs.linalg.MatrixProduct;
import java.util.Arrays;
import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.CommonOps_DDRM;

/** Inner products of rows with one another: what a linear fit in its dual form needs of them. */
final class Kernel {
  /** Rows of one product. */
  private static final int BLOCK = 512;

  private final DMatrixRMaj gram;

  private Kernel(DMatrixRMaj gram) {
    this.gram = gram;
  }

  /** Of the rows of a sparse matrix. */
  static Kernel of(CsrMatrix x) {
    int n = x.rows();
    double[] dense = new double[x.columns()];
    DMatrixRMaj gram = new DMatrixRMaj(n, n);
    for (int i = 0; i < n; i++) {
      for (int j = x.rowPointers()[i]; j < x.rowPointers()[i + 1]; j++) {
        dense[x.columnIndices()[j]] = x.values()[j];
      }
      for (int l = 0; l <= i; l++) {
        double dot = 0;
        for (int j = x.rowPointers()[l]; j < x.rowPointers()[l + 1]; j++) {
          dot += x.values()[j] * dense[x.columnIndices()[j]];
        }
        gram.set(i, l, dot);
        gram.set(l, i, dot);
      }
      for (int j = x.rowPointers()[i]; j < x.rowPointers()[i + 1]; j++) {
        dense[x.columnIndices()[j]] = 0;
      }
    }
    return new Kernel(gram);
  }

  /** Of the rows of a dense matrix, in single precision. */
  static Kernel of(FloatMatrix x, MatrixProduct product) {
    int n = x.rows();
    DMatrixRMaj gram = new DMatrixRMaj(n, n);
    for (int from = 0; from < n; from += BLOCK) {
      int to = Math.min(n, from + BLOCK);
      float[] part = product.multiplyTransposed(x.rows(from, to), x).values();
      for (int i = 0; i < part.length; i++) {
        gram.data[from * n + i] = part[i];
      }
    }
    return new Kernel(gram);
  }

  /** Of the rows of two matrices side by side. */
  Kernel plus(Kernel other) {
    DMatrixRMaj sum = new DMatrixRMaj(rows(), rows());
    CommonOps_DDRM.add(gram, other.gram, sum);
    return new Kernel(sum);
  }

  int rows() {
    return gram.numRows;
  }

  double get(int i, int j) {
    return gram.unsafe_get(i, j);
  }

  /** Of some of the rows. */
  DMatrixRMaj of(int[] rows) {
    int n = rows.length;
    DMatrixRMaj chosen = new DMatrixRMaj(n, n);
    for (int i = 0; i < n; i++) {
      for (int j = 0; j < n; j++) {
        chosen.unsafe_set(i, j, get(rows[i], rows[j]));
      }
    }
    return chosen;
  }

  /**
   * Of some of the rows less their mean, each scaled with the root of its weight.
   *
   * @param weights of these rows
   * @param means as {@link #means} says
   */
  DMatrixRMaj centered(int[] rows, double[] weights, double[] means) {
    double[] roots = Arrays.stream(weights).map(StrictMath::sqrt).toArray();
    double mean = 0;
    for (int i = 0; i < rows.length; i++) {
      mean += weights[i] * means[rows[i]];
    }
    mean /= Arrays.stream(weights).sum();
    DMatrixRMaj chosen = new DMatrixRMaj(rows.length, rows.length);
    for (int i = 0; i < rows.length; i++) {
      double beside = mean - means[rows[i]];
      for (int j = 0; j < rows.length; j++) {
        double product = get(rows[i], rows[j]) + beside - means[rows[j]];
        chosen.unsafe_set(i, j, roots[i] * product * roots[j]);
      }
    }
    return chosen;
  }

  /**
   * Mean inner product of each row with some of the rows.
   *
   * @param weights of these rows
   */
  double[] means(int[] rows, double[] weights) {
    double total = Arrays.stream(weights).sum();
    double[] means = new double[rows()];
    for (int i = 0; i < means.length; i++) {
      for (int j = 0; j < rows.length; j++) {
        means[i] += weights[j] * get(i, rows[j]);
      }
      means[i] /= total;
    }
    return means;
  }
}
