package io.plumbline.streamjobs.linalg;

import java.util.Arrays;

/**
 * The product of a sparse and a dense matrix, column by column of the sparse one: each row of the
 * dense one is read once for all rows that it is added to, which are few enough to stay in the
 * cache.
 *
 * <p>Rows are copied into arrays of their own before they are added, since the virtual machine uses
 * vector instructions only in loops that read every array at the same place.
 */
final class SparseProduct {
  /** A mebibyte of sums. */
  private static final int SUMS = 1 << 18;

  private final CsrMatrix a;
  private final FloatMatrix b;
  private final FloatMatrix product;
  private final float[][] sums;
  private final float[] right;
  private final int[] ends;
  private final int[] rows;
  private final float[] factors;

  private SparseProduct(CsrMatrix a, FloatMatrix b) {
    this.a = a;
    this.b = b;
    this.product = FloatMatrix.zeros(a.rows(), b.columns());
    this.sums = new float[Math.min(a.rows(), Math.max(1, SUMS / Math.max(1, b.columns())))][];
    this.right = new float[b.columns()];
    this.ends = new int[a.columns()];
    this.rows = new int[a.values().length];
    this.factors = new float[a.values().length];
  }

  /**
   * a b. A row of it is summed in the order of a's columns, whatever other rows there are.
   *
   * @param a {@code [n, k]}
   * @param b {@code [k, m]}
   * @return {@code [n, m]}
   */
  static FloatMatrix of(CsrMatrix a, FloatMatrix b) {
    SparseProduct sparse = new SparseProduct(a, b);
    int tile = sparse.sums.length;
    for (int from = 0; from < a.rows(); from += tile) {
      sparse.multiply(from, Math.min(a.rows(), from + tile));
    }
    return sparse.product;
  }

  /** Rows {@code from} (inclusive) to {@code to} (exclusive) of the product. */
  private void multiply(int from, int to) {
    for (int i = 0; i < to - from; i++) {
      sums[i] = new float[right.length];
    }
    sortByColumn(from, to);
    int next = 0;
    for (int column = 0; column < ends.length; column++) {
      if (next < ends[column]) {
        System.arraycopy(b.values(), column * right.length, right, 0, right.length);
      }
      for (; next < ends[column]; next++) {
        add(sums[rows[next]], factors[next], right);
      }
    }
    for (int i = 0; i < to - from; i++) {
      System.arraycopy(sums[i], 0, product.values(), (from + i) * right.length, right.length);
    }
  }

  /** Sorts the values of some rows by column and within one by row, by counting. */
  private void sortByColumn(int from, int to) {
    int first = a.rowPointers()[from];
    int last = a.rowPointers()[to];
    Arrays.fill(ends, 0);
    for (int j = first; j < last; j++) {
      ends[a.columnIndices()[j]]++;
    }
    int start = 0;
    for (int column = 0; column < ends.length; column++) {
      int count = ends[column];
      ends[column] = start;
      start += count;
    }
    for (int i = from; i < to; i++) {
      for (int j = a.rowPointers()[i]; j < a.rowPointers()[i + 1]; j++) {
        int place = ends[a.columnIndices()[j]]++;
        rows[place] = i - from;
        factors[place] = a.values()[j];
      }
    }
  }

  private static void add(float[] sum, float factor, float[] row) {
    for (int l = 0; l < sum.length; l++) {
      sum[l] += factor * row[l];
    }
  }
}
