package io.plumbline.streamjobs.policy;

import java.util.Arrays;

/** Values followed by their opposites. */
final class Mirror {
  private Mirror() {}

  static double[] of(double[] values) {
    double[] both = Arrays.copyOf(values, 2 * values.length);
    for (int i = 0; i < values.length; i++) {
      both[values.length + i] = -values[i];
    }
    return both;
  }
}
