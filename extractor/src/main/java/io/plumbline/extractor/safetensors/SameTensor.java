package io.plumbline.extractor.safetensors;

import io.plumbline.schemas.safetensors.TensorSource;
import java.nio.FloatBuffer;

/** Compares the values of two tensors. */
public final class SameTensor {
  private static final int CHUNK = 1 << 16;

  private SameTensor() {}

  /**
   * Whether two tensors of a source have the same shape and values.
   *
   * @throws io.plumbline.schemas.UserError if one is missing or cannot be read
   */
  public static boolean within(TensorSource source, String one, String other) {
    if (!source.entry(one).shape().equals(source.entry(other).shape())) {
      return false;
    }
    long size = source.entry(one).size();
    FloatBuffer left = FloatBuffer.allocate(CHUNK);
    FloatBuffer right = FloatBuffer.allocate(CHUNK);
    for (long from = 0; from < size; from += CHUNK) {
      int count = (int) Math.min(CHUNK, size - from);
      source.read(one, from, left.clear().limit(count));
      source.read(other, from, right.clear().limit(count));
      if (!left.rewind().equals(right.rewind())) {
        return false;
      }
    }
    return true;
  }
}
