package io.plumbline.streamjobs.linalg;

import java.util.Arrays;

/** A dense matrix in single precision, row-major. It holds the array it was given. */
public final class FloatMatrix {
  private final int rows;
  private final int columns;
  private final float[] values;

  /**
   * A matrix around an array, which is not copied.
   *
   * @param values {@code [rows, columns]}, row-major
   * @throws IllegalArgumentException if the array has another length
   */
  public FloatMatrix(int rows, int columns, float[] values) {
    if (rows < 0 || columns < 0 || values.length != (long) rows * columns) {
      throw new IllegalArgumentException(
          "a [" + rows + ", " + columns + "] matrix cannot hold " + values.length + " values");
    }
    this.rows = rows;
    this.columns = columns;
    this.values = values;
  }

  public static FloatMatrix zeros(int rows, int columns) {
    return new FloatMatrix(rows, columns, new float[Math.multiplyExact(rows, columns)]);
  }

  public int rows() {
    return rows;
  }

  public int columns() {
    return columns;
  }

  /** The matrix's own array, row-major. */
  public float[] values() {
    return values;
  }

  public float get(int row, int column) {
    return values[row * columns + column];
  }

  /** Rows {@code from} (inclusive) to {@code to} (exclusive), copied. */
  public FloatMatrix rows(int from, int to) {
    return new FloatMatrix(
        to - from, columns, Arrays.copyOfRange(values, from * columns, to * columns));
  }

  /** The given rows, in the given order, copied. */
  public FloatMatrix rows(int[] chosen) {
    FloatMatrix copy = zeros(chosen.length, columns);
    for (int i = 0; i < chosen.length; i++) {
      System.arraycopy(values, chosen[i] * columns, copy.values, i * columns, columns);
    }
    return copy;
  }
}
