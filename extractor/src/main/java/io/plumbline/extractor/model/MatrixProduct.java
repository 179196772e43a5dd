package io.plumbline.extractor.model;

import ai.djl.Device;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;

/** Products of matrices on the CPU, by the engine's library, in f32. */
public final class MatrixProduct {
  private MatrixProduct() {}

  /**
   * Multiplies.
   *
   * @param left {@code [rows, inner]}, row-major
   * @param right {@code [inner, columns]}, row-major
   * @return {@code [rows, columns]}, row-major; the same bits for the same shapes and values
   */
  public static float[] of(float[] left, float[] right, int inner) {
    try (NDManager manager = Torch.newManager(Device.cpu())) {
      Torch.forInference();
      return manager
          .create(left, new Shape(left.length / inner, inner))
          .matMul(manager.create(right, new Shape(inner, right.length / inner)))
          .toFloatArray();
    }
  }
}
