package io.plumbline.schemas.tensor;

/** IEEE 754 binary16. Java has conversions of its own from version 20 on only. */
public final class HalfPrecision {
  private static final int SIGN = 0x8000;
  private static final int INFINITY = 0x7C00;
  private static final int QUIET_NAN = 0x7E00;
  private static final int MANTISSA_BITS = 10;
  private static final int DROPPED_BITS = 13;
  private static final int EXPONENT_OFFSET = 127 - 15;
  private static final float SMALLEST_SUBNORMAL = 0x1p-24f;
  private static final float SMALLEST_NORMAL = 0x1p-14f;

  /** From here on the nearest half is infinity. */
  private static final float OVERFLOW = 65520f;

  private HalfPrecision() {}

  /** Exact. */
  public static float toFloat(short half) {
    int exponent = (half >>> MANTISSA_BITS) & 0x1F;
    int mantissa = half & 0x3FF;
    float magnitude;
    if (exponent == 0) {
      magnitude = mantissa * SMALLEST_SUBNORMAL;
    } else if (exponent == 0x1F) {
      magnitude = mantissa == 0 ? Float.POSITIVE_INFINITY : Float.NaN;
    } else {
      magnitude =
          Float.intBitsToFloat(((exponent + EXPONENT_OFFSET) << 23) | (mantissa << DROPPED_BITS));
    }
    return (half & SIGN) != 0 ? -magnitude : magnitude;
  }

  /** Rounds to nearest, ties to even; overflows to infinity; NaN stays NaN. */
  public static short fromFloat(float value) {
    int bits = Float.floatToRawIntBits(value);
    int sign = (bits >>> 16) & SIGN;
    float magnitude = Math.abs(value);
    if (Float.isNaN(value)) {
      return (short) (sign | QUIET_NAN);
    }
    if (magnitude >= OVERFLOW) {
      return (short) (sign | INFINITY);
    }
    if (magnitude < SMALLEST_NORMAL) {
      return (short) (sign | (int) Math.rint((double) magnitude / SMALLEST_SUBNORMAL));
    }
    int magnitudeBits = bits & 0x7FFF_FFFF;
    int odd = (magnitudeBits >>> DROPPED_BITS) & 1;
    int rounded = magnitudeBits + 0xFFF + odd;
    return (short) (sign | ((rounded - (EXPONENT_OFFSET << 23)) >>> DROPPED_BITS));
  }
}
