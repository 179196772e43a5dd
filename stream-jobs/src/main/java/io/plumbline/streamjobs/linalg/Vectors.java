package io.plumbline.streamjobs.linalg;

/** Sums over vectors and rows, in double precision and in the order of the columns. */
public final class Vectors {
  private Vectors() {}

  /** a . b */
  public static double dot(double[] a, double[] b) {
    double sum = 0;
    for (int i = 0; i < a.length; i++) {
      sum += a[i] * b[i];
    }
    return sum;
  }

  /** A row of a matrix times b. */
  public static double dot(FloatMatrix matrix, int row, double[] b) {
    double sum = 0;
    for (int i = 0; i < b.length; i++) {
      sum += matrix.get(row, i) * b[i];
    }
    return sum;
  }

  /** Adds factor times x. */
  public static void add(double[] into, double[] x, double factor) {
    for (int i = 0; i < into.length; i++) {
      into[i] += factor * x[i];
    }
  }

  /** Adds factor times a row of a matrix. */
  public static void add(double[] into, FloatMatrix matrix, int row, double factor) {
    for (int i = 0; i < into.length; i++) {
      into[i] += factor * matrix.get(row, i);
    }
  }

  /** A copy of a row. */
  public static double[] row(FloatMatrix matrix, int row) {
    double[] values = new double[matrix.columns()];
    add(values, matrix, row, 1);
    return values;
  }

  /** x times a factor. */
  public static double[] times(double[] x, double factor) {
    double[] product = new double[x.length];
    add(product, x, factor);
    return product;
  }

  /** a - b */
  public static double[] minus(double[] a, double[] b) {
    double[] difference = a.clone();
    add(difference, b, -1);
    return difference;
  }
}
