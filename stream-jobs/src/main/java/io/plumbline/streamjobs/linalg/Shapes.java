package io.plumbline.streamjobs.linalg;

/** Checks of matrix shapes. */
final class Shapes {
  private Shapes() {}

  static void requireInner(int left, int right) {
    if (left != right) {
      throw new IllegalArgumentException("inner sizes differ: " + left + " and " + right);
    }
  }
}
