package io.plumbline.streamjobs.linalg;

/**
 * Products of single-precision matrices.
 *
 * <p>An implementation gives equal bits for equal arguments. A row of {@link #multiply} and {@link
 * #multiplyTransposed} depends on its row of {@code a} and on {@code b} only, not on the rows that
 * came with it.
 */
public interface MatrixProduct {
  /**
   * a b.
   *
   * @param a {@code [n, k]}
   * @param b {@code [k, m]}
   * @return {@code [n, m]}
   * @throws IllegalArgumentException if the inner sizes differ
   */
  FloatMatrix multiply(FloatMatrix a, FloatMatrix b);

  /**
   * a b'.
   *
   * @param a {@code [n, k]}
   * @param b {@code [m, k]}
   * @return {@code [n, m]}
   * @throws IllegalArgumentException if the inner sizes differ
   */
  default FloatMatrix multiplyTransposed(FloatMatrix a, FloatMatrix b) {
    FloatMatrix product = FloatMatrix.zeros(a.rows(), b.rows());
    multiplyTransposed(a, b, product);
    return product;
  }

  /**
   * a b', into a matrix that may hold anything before.
   *
   * @param a {@code [n, k]}
   * @param b {@code [m, k]}
   * @param product {@code [n, m]}, overwritten
   * @throws IllegalArgumentException if the shapes do not fit
   */
  void multiplyTransposed(FloatMatrix a, FloatMatrix b, FloatMatrix product);

  /**
   * a' b, the sum over rows of outer products.
   *
   * @param a {@code [n, k]}
   * @param b {@code [n, m]}
   * @return {@code [k, m]}
   * @throws IllegalArgumentException if the inner sizes differ
   */
  FloatMatrix transposedMultiply(FloatMatrix a, FloatMatrix b);
}
