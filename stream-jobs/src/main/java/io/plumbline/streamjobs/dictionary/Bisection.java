package io.plumbline.streamjobs.dictionary;

/**
 * Finds what divides the largest of some numbers from the others, without a branch that is hard to
 * foresee.
 */
final class Bisection {
  private Bisection() {}

  /**
   * A number that exactly k of the first n reach, not below the smallest of them.
   *
   * @param numbers the first n differ from each other and are not negative
   * @param k from 1 to n
   */
  static long threshold(long[] numbers, int n, int k) {
    long reached = Long.MAX_VALUE;
    long missed = 0;
    for (int i = 0; i < n; i++) {
      reached = Math.min(reached, numbers[i]);
      missed = Math.max(missed, numbers[i] + 1);
    }
    int reaching = n;
    while (reaching > k) {
      long middle = reached + (missed - reached) / 2;
      int count = reach(middle, numbers, n);
      if (count >= k) {
        reached = middle;
        reaching = count;
      } else {
        missed = middle;
      }
    }
    return reached;
  }

  /** How many reach a number: their distance from the one before it has a sign. */
  private static int reach(long number, long[] numbers, int n) {
    long count = 0;
    for (int i = 0; i < n; i++) {
      count += (number - 1 - numbers[i]) >>> (Long.SIZE - 1);
    }
    return (int) count;
  }
}
