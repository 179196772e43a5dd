package io.plumbline.extractor.checkpoint;

import io.plumbline.schemas.safetensors.ElementType;
import io.plumbline.schemas.safetensors.TensorSource;
import io.plumbline.schemas.tensor.BrainFloat;
import io.plumbline.schemas.tensor.HalfPrecision;
import java.nio.FloatBuffer;
import java.util.Arrays;

/** Tells whether the unembedding was trained. */
public final class HeadChange {
  private static final int CHUNK = 1 << 16;

  private HeadChange() {}

  /**
   * Whether a checkpoint's unembedding differs from the base's, in its number of rows or in any of
   * them. A base that was merely saved in a shorter type is the same.
   */
  public static boolean between(OpenCheckpoint base, OpenCheckpoint tuned) {
    String before = base.architecture().unembedding();
    String after = tuned.architecture().unembedding();
    TensorSource weights = tuned.weights();
    if (!weights.entry(after).shape().equals(base.weights().entry(before).shape())) {
      return true;
    }
    long size = weights.entry(after).size();
    ElementType type = weights.entry(after).type();
    float[] expected = new float[CHUNK];
    float[] actual = new float[CHUNK];
    for (long from = 0; from < size; from += CHUNK) {
      int count = (int) Math.min(CHUNK, size - from);
      base.weights().read(before, from, FloatBuffer.wrap(expected, 0, count));
      weights.read(after, from, FloatBuffer.wrap(actual, 0, count));
      round(expected, type);
      if (!Arrays.equals(expected, 0, count, actual, 0, count)) {
        return true;
      }
    }
    return false;
  }

  private static void round(float[] values, ElementType type) {
    if (type == ElementType.BF16) {
      for (int i = 0; i < values.length; i++) {
        values[i] = BrainFloat.toFloat(BrainFloat.fromFloat(values[i]));
      }
    } else if (type == ElementType.F16) {
      for (int i = 0; i < values.length; i++) {
        values[i] = HalfPrecision.toFloat(HalfPrecision.fromFloat(values[i]));
      }
    }
  }
}
