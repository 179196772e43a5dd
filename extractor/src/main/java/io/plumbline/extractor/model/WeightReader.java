package io.plumbline.extractor.model;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.index.NDIndex;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import io.plumbline.schemas.UserError;
import io.plumbline.schemas.safetensors.TensorEntry;
import io.plumbline.schemas.safetensors.TensorSource;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;

/**
 * Copies tensors onto a device, widened to f32, through one staging buffer: beside the weights
 * themselves nothing grows with the model.
 */
public final class WeightReader {
  private static final int STAGED_ELEMENTS = 1 << 22;

  private final TensorSource source;
  private final NDManager target;
  private final ByteBuffer staging =
      ByteBuffer.allocateDirect(STAGED_ELEMENTS * Float.BYTES).order(ByteOrder.nativeOrder());

  /**
   * Makes a reader.
   *
   * @param target manager that the arrays will belong to
   */
  public WeightReader(TensorSource source, NDManager target) {
    this.source = source;
    this.target = target;
  }

  /**
   * Reads one tensor in its shape.
   *
   * @throws UserError if it is missing, or holds NaN or infinite values
   */
  public NDArray read(String name) {
    TensorEntry entry = source.entry(name);
    long size = entry.size();
    try (NDManager local = target.newSubManager()) {
      NDArray flat = local.create(new Shape(size), DataType.FLOAT32);
      for (long from = 0; from < size; from += STAGED_ELEMENTS) {
        int count = (int) Math.min(STAGED_ELEMENTS, size - from);
        stage(entry, from, count);
        // On the CPU this array is the staging buffer itself, so it must not outlive the copy.
        try (NDArray piece = local.create(staging, new Shape(count), DataType.FLOAT32)) {
          flat.set(new NDIndex("{}:{}", from, from + count), piece);
        }
      }
      NDArray shaped = flat.reshape(new Shape(entry.shape()));
      shaped.attach(target);
      return shaped;
    }
  }

  private void stage(TensorEntry entry, long from, int count) {
    staging.clear().limit(count * Float.BYTES);
    FloatBuffer values = staging.asFloatBuffer();
    source.read(entry.name(), from, values.duplicate());
    for (int i = 0; i < count; i++) {
      if (!Float.isFinite(values.get(i))) {
        throw new UserError(
            entry.file()
                + ": tensor "
                + entry.name()
                + " holds "
                + values.get(i)
                + "; the training run has diverged, or the file is damaged");
      }
    }
  }
}
