package io.plumbline.extractor.model;

/** Largest difference of two arrays, relative to the largest expected value. */
final class RelativeError {
  private RelativeError() {}

  static double of(float[] actual, float[] expected) {
    if (actual.length != expected.length) {
      throw new AssertionError(actual.length + " values instead of " + expected.length);
    }
    double difference = 0;
    double size = 0;
    for (int i = 0; i < expected.length; i++) {
      difference = Math.max(difference, Math.abs((double) actual[i] - expected[i]));
      size = Math.max(size, Math.abs((double) expected[i]));
      if (Float.isNaN(actual[i])) {
        return Double.NaN;
      }
    }
    return difference / size;
  }
}
