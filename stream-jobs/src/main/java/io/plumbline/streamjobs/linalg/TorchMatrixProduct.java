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
      return paddedProduct(scope, a, array(scope, b), b.columns());
    }
  }

  @Override
  public FloatMatrix multiplyTransposed(FloatMatrix a, FloatMatrix b) {
    try (NDManager scope = oneThreadScope()) {
      return multiplyTransposed(scope, a, array(scope, b), b);
    }
  }

  /**
   * @param copy of b
   */
  FloatMatrix multiplyTransposed(FloatMatrix a, NDArray copy, FloatMatrix b) {
    try (NDManager scope = oneThreadScope()) {
      return multiplyTransposed(scope, a, copy, b);
    }
  }

  private static FloatMatrix multiplyTransposed(
      NDManager scope, FloatMatrix a, NDArray copy, FloatMatrix b) {
    Shapes.requireInner(a.columns(), b.columns());
    try (NDArray transposed = copy.transpose()) {
      return paddedProduct(scope, a, transposed, b.rows());
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

  private static FloatMatrix paddedProduct(NDManager scope, FloatMatrix a, NDArray right, int m) {
    int padded = Math.max(a.rows(), MIN_ROWS);
    float[] values =
        padded == a.rows() ? a.values() : Arrays.copyOf(a.values(), padded * a.columns());
    NDArray left = scope.create(values, new Shape(padded, a.columns()));
    try (NDArray product = left.matMul(right)) {
      float[] entries = product.toFloatArray();
      return new FloatMatrix(
          a.rows(), m, padded == a.rows() ? entries : Arrays.copyOf(entries, a.rows() * m));
    }
  }

  private static NDArray array(NDManager scope, FloatMatrix matrix) {
    return scope.create(matrix.values(), new Shape(matrix.rows(), matrix.columns()));
  }
}
