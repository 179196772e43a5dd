package io.plumbline.streamjobs.dictionary;

import io.plumbline.streamjobs.linalg.FloatMatrix;

/**
 * Operations on the rows of a matrix, in place.
 *
 * <p>What is done for every batch is done in a copy of the row, since the virtual machine uses
 * vector instructions only in loops that read every array at the same place.
 */
final class Rows {
  private Rows() {}

  /** Adds a vector to every row. */
  static void add(FloatMatrix matrix, float[] vector) {
    float[] values = matrix.values();
    float[] row = new float[vector.length];
    for (int i = 0; i < values.length; i += vector.length) {
      System.arraycopy(values, i, row, 0, row.length);
      for (int j = 0; j < row.length; j++) {
        row[j] += vector[j];
      }
      System.arraycopy(row, 0, values, i, row.length);
    }
  }

  /** Takes a vector off every row. */
  static void subtract(FloatMatrix matrix, float[] vector) {
    float[] negative = new float[vector.length];
    for (int j = 0; j < vector.length; j++) {
      negative[j] = -vector[j];
    }
    add(matrix, negative);
  }

  /** Sum of the rows. */
  static float[] sum(FloatMatrix matrix) {
    double[] sum = new double[matrix.columns()];
    float[] values = matrix.values();
    for (int i = 0; i < values.length; i += sum.length) {
      for (int j = 0; j < sum.length; j++) {
        sum[j] += values[i + j];
      }
    }
    float[] rounded = new float[sum.length];
    for (int j = 0; j < sum.length; j++) {
      rounded[j] = (float) sum[j];
    }
    return rounded;
  }

  /** Divides every row by its Euclidean norm; a row of zeros is left as it is. */
  static void normalize(FloatMatrix matrix) {
    float[] values = matrix.values();
    int width = matrix.columns();
    for (int start = 0; start < values.length; start += width) {
      double squares = 0;
      for (int j = start; j < start + width; j++) {
        squares += (double) values[j] * values[j];
      }
      if (squares > 0) {
        double norm = StrictMath.sqrt(squares);
        for (int j = start; j < start + width; j++) {
          values[j] = (float) (values[j] / norm);
        }
      }
    }
  }
}
