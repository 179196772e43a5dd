package io.plumbline.ops.trainer;

/** Sampling an index from running totals of weights. */
final class Draw {
  private Draw() {}

  /**
   * The index that a uniform number falls on.
   *
   * @param cumulative running totals of non-negative weights
   * @param uniform in [0, 1)
   */
  static int index(double[] cumulative, double uniform) {
    double target = uniform * cumulative[cumulative.length - 1];
    int low = 0;
    int high = cumulative.length - 1;
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (cumulative[middle] > target) {
        high = middle;
      } else {
        low = middle + 1;
      }
    }
    return low;
  }
}
