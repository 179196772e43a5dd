package io.plumbline.extractor.model.family;

import java.util.ArrayList;
import java.util.List;

/**
 * Wavelengths grow from 2 pi to 2 pi base: pair i of {@code dimensions / 2} turns by {@code
 * base^(-2i/dimensions)} radians per position. All in f32 in the order in which Hugging Face
 * computes it, since far positions magnify a difference.
 */
record RopeFrequencies(int dimensions, double base) {
  int pairs() {
    return dimensions / 2;
  }

  /** {@code base^(2i/dimensions)}, positions per radian. */
  float wavelength(int pair) {
    float exponent = (2f * pair) / dimensions;
    return (float) StrictMath.pow(base, exponent);
  }

  /** Frequencies without any scaling. */
  List<Float> plain() {
    List<Float> all = new ArrayList<>();
    for (int i = 0; i < pairs(); i++) {
      all.add(1f / wavelength(i));
    }
    return all;
  }

  /** The pair, as a real number, that turns {@code rotations} times within {@code positions}. */
  double pairTurning(double rotations, int positions) {
    return dimensions
        * StrictMath.log(positions / (rotations * 2 * Math.PI))
        / (2 * StrictMath.log(base));
  }
}
