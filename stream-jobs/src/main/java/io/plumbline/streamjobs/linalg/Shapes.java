package io.plumbline.streamjobs.linalg;

/** Checks of matrix shapes. */
final class Shapes {
  private Shapes() {}

  static void requireInner(int left, int right) {
    if (left != right) {
      throw new IllegalArgumentException("inner sizes differ: " + left + " and " + right);
    }
  }

  static void requireOuter(int rows, int columns, FloatMatrix product) {
    if (product.rows() != rows || product.columns() != columns) {
      throw new IllegalArgumentException(
          "a [%d, %d] product does not fit into a [%d, %d] matrix"
              .formatted(rows, columns, product.rows(), product.columns()));
    }
  }
}
