package io.plumbline.streamjobs.linalg;

import java.util.Arrays;
import java.util.List;

/**
 * A sparse matrix in compressed sparse row form: the values of row i stand in {@code
 * rowPointers[i]} (inclusive) to {@code rowPointers[i + 1]} (exclusive), with ascending columns. It
 * holds the arrays it was given.
 */
public final class CsrMatrix {
  private final int columns;
  private final int[] rowPointers;
  private final int[] columnIndices;
  private final float[] values;

  /**
   * A matrix around arrays, which are not copied.
   *
   * @param columns number of columns
   * @param rowPointers {@code [rows + 1]}
   * @param columnIndices column of each value
   * @param values the values that are not zero
   * @throws IllegalArgumentException if the arrays do not describe a matrix
   */
  public CsrMatrix(int columns, int[] rowPointers, int[] columnIndices, float[] values) {
    this.columns = columns;
    this.rowPointers = rowPointers;
    this.columnIndices = columnIndices;
    this.values = values;
    requireConsistent();
  }

  private void requireConsistent() {
    require(rowPointers.length > 0 && rowPointers[0] == 0, "row pointers must start with 0");
    require(
        rowPointers[rowPointers.length - 1] == values.length
            && columnIndices.length == values.length,
        "row pointers, columns and values differ in length");
    for (int i = 0; i < rows(); i++) {
      require(rowPointers[i] <= rowPointers[i + 1], "row pointers must not fall");
      for (int j = rowPointers[i]; j < rowPointers[i + 1]; j++) {
        int before = j == rowPointers[i] ? -1 : columnIndices[j - 1];
        require(
            columnIndices[j] > before && columnIndices[j] < columns,
            "columns of a row must ascend and be below " + columns);
      }
    }
  }

  private static void require(boolean holds, String message) {
    if (!holds) {
      throw new IllegalArgumentException(message);
    }
  }

  /** The entries of a dense matrix that are not zero. */
  public static CsrMatrix of(FloatMatrix dense) {
    int[] rowPointers = new int[dense.rows() + 1];
    float[] entries = dense.values();
    int columns = dense.columns();
    int[] columnIndices = new int[columns];
    float[] values = new float[columns];
    int next = 0;
    for (int i = 0; i < dense.rows(); i++) {
      if (values.length - next < columns) {
        int capacity = Math.max(next + columns, Math.min(2 * next, entries.length));
        columnIndices = Arrays.copyOf(columnIndices, capacity);
        values = Arrays.copyOf(values, capacity);
      }
      int start = i * columns;
      for (int j = 0; j < columns; j++) {
        float entry = entries[start + j];
        if (entry != 0) {
          columnIndices[next] = j;
          values[next++] = entry;
        }
      }
      rowPointers[i + 1] = next;
    }
    return new CsrMatrix(
        columns, rowPointers, Arrays.copyOf(columnIndices, next), Arrays.copyOf(values, next));
  }

  /**
   * Matrices side by side: row i is the concatenation of their rows i.
   *
   * @throws IllegalArgumentException if they differ in rows, or there are none
   */
  public static CsrMatrix concatenateColumns(List<CsrMatrix> parts) {
    require(!parts.isEmpty(), "nothing to concatenate");
    int rows = parts.get(0).rows();
    int columns = 0;
    int nonZeros = 0;
    for (CsrMatrix part : parts) {
      require(part.rows() == rows, "matrices side by side must have equally many rows");
      columns = Math.addExact(columns, part.columns);
      nonZeros = Math.addExact(nonZeros, part.values.length);
    }
    int[] rowPointers = new int[rows + 1];
    int[] columnIndices = new int[nonZeros];
    float[] values = new float[nonZeros];
    int next = 0;
    for (int i = 0; i < rows; i++) {
      int offset = 0;
      for (CsrMatrix part : parts) {
        for (int j = part.rowPointers[i]; j < part.rowPointers[i + 1]; j++) {
          columnIndices[next] = offset + part.columnIndices[j];
          values[next++] = part.values[j];
        }
        offset += part.columns;
      }
      rowPointers[i + 1] = next;
    }
    return new CsrMatrix(columns, rowPointers, columnIndices, values);
  }

  /**
   * Matrices one below the other.
   *
   * @throws IllegalArgumentException if they differ in columns, or there are none
   */
  public static CsrMatrix concatenateRows(List<CsrMatrix> parts) {
    require(!parts.isEmpty(), "nothing to concatenate");
    int columns = parts.get(0).columns;
    int rows = 0;
    int nonZeros = 0;
    for (CsrMatrix part : parts) {
      require(part.columns == columns, "matrices one below the other must be equally wide");
      rows = Math.addExact(rows, part.rows());
      nonZeros = Math.addExact(nonZeros, part.values.length);
    }
    int[] rowPointers = new int[rows + 1];
    int[] columnIndices = new int[nonZeros];
    float[] values = new float[nonZeros];
    int row = 0;
    int next = 0;
    for (CsrMatrix part : parts) {
      System.arraycopy(part.columnIndices, 0, columnIndices, next, part.values.length);
      System.arraycopy(part.values, 0, values, next, part.values.length);
      for (int i = 0; i < part.rows(); i++) {
        rowPointers[++row] = next + part.rowPointers[i + 1];
      }
      next += part.values.length;
    }
    return new CsrMatrix(columns, rowPointers, columnIndices, values);
  }

  /** The given rows, in the given order; a row can be taken more than once. */
  public CsrMatrix selectRows(int[] rows) {
    int[] pointers = new int[rows.length + 1];
    for (int i = 0; i < rows.length; i++) {
      int length = rowPointers[rows[i] + 1] - rowPointers[rows[i]];
      pointers[i + 1] = Math.addExact(pointers[i], length);
    }
    int[] selectedColumns = new int[pointers[rows.length]];
    float[] selectedValues = new float[pointers[rows.length]];
    for (int i = 0; i < rows.length; i++) {
      int from = rowPointers[rows[i]];
      int length = pointers[i + 1] - pointers[i];
      System.arraycopy(columnIndices, from, selectedColumns, pointers[i], length);
      System.arraycopy(values, from, selectedValues, pointers[i], length);
    }
    return new CsrMatrix(columns, pointers, selectedColumns, selectedValues);
  }

  /**
   * This matrix times a dense one.
   *
   * @param b {@code [columns, m]}
   * @return {@code [rows, m]}
   * @throws IllegalArgumentException if the inner sizes differ
   */
  public FloatMatrix multiply(FloatMatrix b) {
    Shapes.requireInner(columns, b.rows());
    return SparseProduct.of(this, b);
  }

  /** All entries, zeros included. */
  public FloatMatrix toDense() {
    FloatMatrix dense = FloatMatrix.zeros(rows(), columns);
    for (int i = 0; i < rows(); i++) {
      for (int j = rowPointers[i]; j < rowPointers[i + 1]; j++) {
        dense.values()[i * columns + columnIndices[j]] = values[j];
      }
    }
    return dense;
  }

  public int rows() {
    return rowPointers.length - 1;
  }

  public int columns() {
    return columns;
  }

  /** The matrix's own array, {@code [rows + 1]}. */
  public int[] rowPointers() {
    return rowPointers;
  }

  /** The matrix's own array. */
  public int[] columnIndices() {
    return columnIndices;
  }

  /** The matrix's own array. */
  public float[] values() {
    return values;
  }
}
