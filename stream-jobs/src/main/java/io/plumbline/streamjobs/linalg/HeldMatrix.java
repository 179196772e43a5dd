package io.plumbline.streamjobs.linalg;

import ai.djl.ndarray.NDArray;

/**
 * The products of a {@link TorchMatrixProduct} where one matrix comes again and again: the library
 * keeps a copy of it, so that {@link #multiplyTransposed} with that very object does not copy it
 * each time. The copy lies outside of the heap until this is closed.
 */
public final class HeldMatrix implements MatrixProduct, AutoCloseable {
  private final TorchMatrixProduct products;
  private final FloatMatrix matrix;
  private final NDArray held;

  HeldMatrix(TorchMatrixProduct products, FloatMatrix matrix, NDArray held) {
    this.products = products;
    this.matrix = matrix;
    this.held = held;
  }

  @Override
  public FloatMatrix multiply(FloatMatrix a, FloatMatrix b) {
    return products.multiply(a, b);
  }

  @Override
  public void multiplyTransposed(FloatMatrix a, FloatMatrix b, FloatMatrix product) {
    if (b == matrix) {
      products.multiplyTransposed(a, held, b, product);
    } else {
      products.multiplyTransposed(a, b, product);
    }
  }

  @Override
  public FloatMatrix transposedMultiply(FloatMatrix a, FloatMatrix b) {
    return products.transposedMultiply(a, b);
  }

  @Override
  public void close() {
    held.close();
  }
}
