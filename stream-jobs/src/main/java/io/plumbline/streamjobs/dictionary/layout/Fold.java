package io.plumbline.streamjobs.dictionary.layout;

import io.plumbline.streamjobs.linalg.FloatMatrix;

/** Factors that are multiplied into weights once instead of into every row. */
final class Fold {
  private Fold() {}

  /** Euclidean norm of each row. */
  static double[] norms(FloatMatrix matrix) {
    double[] norms = new double[matrix.rows()];
    for (int i = 0; i < norms.length; i++) {
      double squares = 0;
      for (int j = 0; j < matrix.columns(); j++) {
        squares += (double) matrix.get(i, j) * matrix.get(i, j);
      }
      norms[i] = StrictMath.sqrt(squares);
    }
    return norms;
  }

  /** Multiplies each row by its factor. */
  static void scaleRows(FloatMatrix matrix, double[] factors) {
    for (int i = 0; i < matrix.values().length; i++) {
      matrix.values()[i] = (float) (matrix.values()[i] * factors[i / matrix.columns()]);
    }
  }

  /** Divides each row by its divisor; a row whose divisor is 0 stays. */
  static void divideRows(FloatMatrix matrix, double[] divisors) {
    for (int i = 0; i < matrix.values().length; i++) {
      double divisor = divisors[i / matrix.columns()];
      matrix.values()[i] = divisor == 0 ? 0 : (float) (matrix.values()[i] / divisor);
    }
  }

  static void scale(float[] values, double[] factors) {
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) (values[i] * factors[i]);
    }
  }

  static void scale(float[] values, double factor) {
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) (values[i] * factor);
    }
  }
}
