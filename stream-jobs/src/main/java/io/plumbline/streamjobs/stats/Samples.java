package io.plumbline.streamjobs.stats;

import java.util.Optional;

/** Checks of paired samples, and why a statistic has no value on them. */
final class Samples {
  private static final int FEWEST = 3;

  private Samples() {}

  /**
   * Why a correlation of two samples is not defined, if it is not.
   *
   * @throws IllegalArgumentException if they differ in length
   */
  static Optional<String> degenerate(double[] x, double[] y) {
    requireEqualLength(x.length, y.length);
    if (x.length < FEWEST) {
      return Optional.of("fewer than " + FEWEST + " pairs");
    }
    if (!finite(x) || !finite(y)) {
      return Optional.of("the input is not finite");
    }
    if (constant(x)) {
      return Optional.of("the first sample is constant");
    }
    return constant(y) ? Optional.of("the second sample is constant") : Optional.empty();
  }

  /**
   * Why a statistic of one sample against known classes is not defined, if it is not.
   *
   * @param name what the values are called, in the plural
   */
  static Optional<String> degenerate(String name, double[] values) {
    if (values.length < FEWEST) {
      return Optional.of("fewer than " + FEWEST + " " + name);
    }
    if (!finite(values)) {
      return Optional.of("the input is not finite");
    }
    return constant(values) ? Optional.of("the " + name + " are constant") : Optional.empty();
  }

  static void requireEqualLength(int left, int right) {
    if (left != right) {
      throw new IllegalArgumentException("samples of " + left + " and " + right + " values");
    }
  }

  static boolean finite(double[] values) {
    for (double value : values) {
      if (!Double.isFinite(value)) {
        return false;
      }
    }
    return true;
  }

  static boolean constant(double[] values) {
    for (double value : values) {
      if (value != values[0]) {
        return false;
      }
    }
    return true;
  }
}
