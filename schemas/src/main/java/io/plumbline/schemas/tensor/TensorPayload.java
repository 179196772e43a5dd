package io.plumbline.schemas.tensor;

import io.plumbline.schemas.record.Dtype;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** Tensors as bytes: little-endian, row-major, in f32, f16 or bf16. */
public final class TensorPayload {
  private TensorPayload() {}

  /** Bytes of one element. */
  public static int bytes(Dtype dtype) {
    return dtype == Dtype.F32 ? Float.BYTES : Short.BYTES;
  }

  /** Rounds to nearest even where the type is narrower than f32. */
  public static ByteBuffer encode(float[] values, Dtype dtype) {
    ByteBuffer buffer =
        ByteBuffer.allocate(values.length * bytes(dtype)).order(ByteOrder.LITTLE_ENDIAN);
    switch (dtype) {
      case F32 -> buffer.asFloatBuffer().put(values);
      case F16 -> {
        for (int i = 0; i < values.length; i++) {
          buffer.putShort(i * Short.BYTES, HalfPrecision.fromFloat(values[i]));
        }
      }
      case BF16 -> {
        for (int i = 0; i < values.length; i++) {
          buffer.putShort(i * Short.BYTES, BrainFloat.fromFloat(values[i]));
        }
      }
    }
    return buffer;
  }

  /**
   * Widens to f32, exactly. The buffer's position is left as it is.
   *
   * @throws IllegalArgumentException if the payload does not hold {@code count} elements
   */
  public static float[] decode(ByteBuffer payload, Dtype dtype, int count) {
    if (payload.remaining() != count * bytes(dtype)) {
      throw new IllegalArgumentException(
          "payload has "
              + payload.remaining()
              + " bytes, but "
              + count
              + " elements of "
              + dtype
              + " need "
              + count * bytes(dtype));
    }
    ByteBuffer source = payload.duplicate().order(ByteOrder.LITTLE_ENDIAN);
    int start = source.position();
    float[] values = new float[count];
    switch (dtype) {
      case F32 -> source.asFloatBuffer().get(values);
      case F16 -> {
        for (int i = 0; i < count; i++) {
          values[i] = HalfPrecision.toFloat(source.getShort(start + i * Short.BYTES));
        }
      }
      case BF16 -> {
        for (int i = 0; i < count; i++) {
          values[i] = BrainFloat.toFloat(source.getShort(start + i * Short.BYTES));
        }
      }
    }
    return values;
  }
}
