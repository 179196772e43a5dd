package io.plumbline.streamjobs.linalg;

import ai.djl.Device;
import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.pytorch.jni.JniUtils;
import java.util.Arrays;

/**
 * Products by PyTorch on the CPU.
 *
 * <p>The library chooses its kernels by the number of rows and of threads, and kernels round
 * differently. So there are always at least {@value #MIN_ROWS} rows (zeros are added, and taken off
 * again), and one intra-op thread, which is a setting of the whole JVM ({@code
 * -Dai.djl.pytorch.num_threads=1}, or by the first use of this class) and of each calling thread.
 * Parallelism is the caller's: an instance can be used from any number of threads.
 */
public final class TorchMatrixProduct implements MatrixProduct {
  private static final int MIN_ROWS = 8;
  private static final String THREADS = "ai.djl.pytorch.num_threads";

  private final NDManager manager;

  /**
   * Starts PyTorch if it does not run yet.
   *
   * @throws IllegalStateException if PyTorch already runs with more than one intra-op thread
   */
  public TorchMatrixProduct() {
    this.manager = Torch.MANAGER;
  }

  /** The engine is loaded once per JVM, and its manager lives as long. */
  private static final class Torch {
    static final NDManager MANAGER = start();

    private static NDManager start() {
      if (System.getProperty(THREADS) == null) {
        System.setProperty(THREADS, "1");
      }
      NDManager manager = Engine.getEngine("PyTorch").newBaseManager(Device.cpu());
      int threads = JniUtils.getNumThreads();
      if (threads != 1) {
        throw new IllegalStateException(
            "PyTorch runs with "
                + threads
                + " intra-op threads, so results would depend on the machine; start Java with -D"
                + THREADS
                + "=1");
      }
      return manager;
    }
  }

  /** The same products, with a copy of a matrix that comes again and again; to be closed. */
  public HeldMatrix holding(FloatMatrix matrix) {
    NDArray held = manager.create(matrix.values(), new Shape(matrix.rows(), matrix.columns()));
    held.detach();
    return new HeldMatrix(this, matrix, held);
  }

  @Override
  public FloatMatrix multiply(FloatMatrix a, FloatMatrix b) {
    Shapes.requireInner(a.columns(), b.rows());
    try (NDManager scope = oneThreadScope()) {
      FloatMatrix product = FloatMatrix.zeros(a.rows(), b.columns());
      paddedProduct(scope, a, array(scope, b), product);
      return product;
    }
  }

  @Override
  public void multiplyTransposed(FloatMatrix a, FloatMatrix b, FloatMatrix product) {
    try (NDManager scope = oneThreadScope()) {
      multiplyTransposed(scope, a, array(scope, b), b, product);
    }
  }

  /**
   * @param copy of b
   */
  void multiplyTransposed(FloatMatrix a, NDArray copy, FloatMatrix b, FloatMatrix product) {
    try (NDManager scope = oneThreadScope()) {
      multiplyTransposed(scope, a, copy, b, product);
    }
  }

  private static void multiplyTransposed(
      NDManager scope, FloatMatrix a, NDArray copy, FloatMatrix b, FloatMatrix product) {
    Shapes.requireInner(a.columns(), b.columns());
    Shapes.requireOuter(a.rows(), b.rows(), product);
    try (NDArray transposed = copy.transpose()) {
      paddedProduct(scope, a, transposed, product);
    }
  }

  @Override
  public FloatMatrix transposedMultiply(FloatMatrix a, FloatMatrix b) {
    Shapes.requireInner(a.rows(), b.rows());
    try (NDManager scope = oneThreadScope()) {
      NDArray product = array(scope, a).transpose().matMul(array(scope, b));
      return new FloatMatrix(a.columns(), b.columns(), product.toFloatArray());
    }
  }

  /**
   * OpenMP's number of threads is each thread's own: where it was not set, a product takes all
   * cores, although the engine says 1.
   */
  private NDManager oneThreadScope() {
    JniUtils.setNumThreads(1);
    return manager.newSubManager();
  }

  private static void paddedProduct(
      NDManager scope, FloatMatrix a, NDArray right, FloatMatrix product) {
    int padded = Math.max(a.rows(), MIN_ROWS);
    float[] values =
        padded == a.rows() ? a.values() : Arrays.copyOf(a.values(), padded * a.columns());
    NDArray left = scope.create(values, new Shape(padded, a.columns()));
    try (NDArray entries = left.matMul(right)) {
      entries.toByteBuffer(true).asFloatBuffer().get(product.values());
    }
  }

  private static NDArray array(NDManager scope, FloatMatrix matrix) {
    return scope.create(matrix.values(), new Shape(matrix.rows(), matrix.columns()));
  }
}
