package io.plumbline.schemas.tensor;

/** bfloat16: the upper half of a float. */
public final class BrainFloat {
  private static final int HALF = 0x7FFF;

  private BrainFloat() {}

  /** Exact. */
  public static float toFloat(short bits) {
    return Float.intBitsToFloat(bits << Short.SIZE);
  }

  /** Rounds to nearest, ties to even; NaN stays NaN. */
  public static short fromFloat(float value) {
    int bits = Float.floatToRawIntBits(value);
    if (Float.isNaN(value)) {
      return (short) ((bits >>> Short.SIZE) | 0x40);
    }
    int odd = (bits >>> Short.SIZE) & 1;
    return (short) ((bits + HALF + odd) >>> Short.SIZE);
  }
}
