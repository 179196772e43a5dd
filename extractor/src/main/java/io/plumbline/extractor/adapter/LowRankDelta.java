package io.plumbline.extractor.adapter;

import io.plumbline.schemas.UserError;
import io.plumbline.schemas.safetensors.TensorSource;
import java.nio.FloatBuffer;

/**
 * What an adapter adds to a weight: {@code scale B A}, or its transpose.
 *
 * @param a name of the factor A, {@code [rank, in]}
 * @param b name of the factor B, {@code [out, rank]}
 * @param transposed whether the weight is stored as {@code [in, out]}, as embeddings are
 * @param rows rows of the weight as it is stored
 * @param columns columns of the weight as it is stored
 */
record LowRankDelta(
    String a, String b, int rank, double scale, boolean transposed, int rows, int columns) {

  /** The left factor as the weight is stored, {@code [rows, rank]}. */
  float[] left(TensorSource tensors) {
    return transposed ? transposed(values(tensors, a), rank, rows) : values(tensors, b);
  }

  /** The right factor as the weight is stored, {@code [rank, columns]}. */
  float[] right(TensorSource tensors) {
    return transposed ? transposed(values(tensors, b), columns, rank) : values(tensors, a);
  }

  private static float[] values(TensorSource tensors, String name) {
    float[] values = new float[Math.toIntExact(tensors.entry(name).size())];
    tensors.read(name, 0, FloatBuffer.wrap(values));
    for (float value : values) {
      if (!Float.isFinite(value)) {
        throw new UserError(
            tensors.entry(name).file()
                + ": tensor "
                + name
                + " holds "
                + value
                + "; the training run has diverged, or the file is damaged");
      }
    }
    return values;
  }

  /** Turns {@code [rows, columns]} into {@code [columns, rows]}. */
  private static float[] transposed(float[] values, int rows, int columns) {
    float[] turned = new float[values.length];
    for (int i = 0; i < rows; i++) {
      for (int j = 0; j < columns; j++) {
        turned[j * rows + i] = values[i * columns + j];
      }
    }
    return turned;
  }
}
