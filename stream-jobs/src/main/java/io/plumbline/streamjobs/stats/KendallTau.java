package io.plumbline.streamjobs.stats;

import java.util.Arrays;
import java.util.Optional;

/**
 * Kendall's tau-b, (P - Q) / sqrt((n0 - n1) (n0 - n2)) with P concordant and Q discordant among n0
 * pairs, n1 tied in x and n2 in y. Computed in O(n log n): discordant pairs are the exchanges of a
 * merge sort (Knight, "A computer method for calculating Kendall's tau with ungrouped data", JASA
 * 1966).
 */
public final class KendallTau {
  private KendallTau() {}

  /**
   * Tau-b of two samples.
   *
   * @return no value for fewer than 3 pairs, or where a sample is constant or not finite
   * @throws IllegalArgumentException if the samples differ in length
   */
  public static Statistic tauB(double[] x, double[] y) {
    Optional<String> degenerate = Samples.degenerate(x, y);
    if (degenerate.isPresent()) {
      return Statistic.undefined(degenerate.get());
    }
    int n = x.length;
    int[] rankX = denseRanks(x);
    int[] rankY = denseRanks(y);
    long[] byXThenY = new long[n];
    for (int i = 0; i < n; i++) {
      byXThenY[i] = ((long) rankX[i] << Integer.SIZE) | rankY[i];
    }
    Arrays.sort(byXThenY);
    int[] sortedX = new int[n];
    int[] sortedY = new int[n];
    for (int i = 0; i < n; i++) {
      sortedX[i] = (int) (byXThenY[i] >> Integer.SIZE);
      sortedY[i] = (int) byXThenY[i];
    }
    long pairs = pairs(n);
    long tiedX = tied(sortedX, sortedX);
    long tiedBoth = tied(sortedX, sortedY);
    long discordant = sortCountingExchanges(sortedY, new int[n], 0, n);
    long tiedY = tied(sortedY, sortedY);
    return of(pairs, tiedX, tiedY, tiedBoth, discordant);
  }

  /** Tau-b from numbers of pairs: all, tied in x, in y and in both, and discordant. */
  static Statistic of(long pairs, long tiedX, long tiedY, long tiedBoth, long discordant) {
    double difference = pairs - tiedX - tiedY + tiedBoth - 2 * discordant;
    double tau =
        difference
            / StrictMath.sqrt((double) (pairs - tiedX))
            / StrictMath.sqrt((double) (pairs - tiedY));
    return Statistic.of(Math.max(-1, Math.min(1, tau)));
  }

  /** Place of each value among the distinct values; -0.0 is 0.0. */
  static int[] denseRanks(double[] values) {
    double[] sorted = new double[values.length];
    for (int i = 0; i < sorted.length; i++) {
      sorted[i] = values[i] + 0.0;
    }
    Arrays.sort(sorted);
    int distinct = 0;
    for (double value : sorted) {
      if (distinct == 0 || value != sorted[distinct - 1]) {
        sorted[distinct++] = value;
      }
    }
    int[] ranks = new int[values.length];
    for (int i = 0; i < ranks.length; i++) {
      ranks[i] = Arrays.binarySearch(sorted, 0, distinct, values[i] + 0.0);
    }
    return ranks;
  }

  private static long pairs(long n) {
    return n * (n - 1) / 2;
  }

  /** Pairs equal in both of two samples in which equal elements stand together. */
  private static long tied(int[] a, int[] b) {
    long ties = 0;
    int from = 0;
    for (int i = 1; i <= a.length; i++) {
      if (i == a.length || a[i] != a[from] || b[i] != b[from]) {
        ties += pairs(i - from);
        from = i;
      }
    }
    return ties;
  }

  /** Sorts a range by merging, and counts the pairs that stood in the wrong order. */
  private static long sortCountingExchanges(int[] values, int[] spare, int from, int to) {
    if (to - from < 2) {
      return 0;
    }
    int middle = (from + to) >>> 1;
    long exchanges =
        sortCountingExchanges(values, spare, from, middle)
            + sortCountingExchanges(values, spare, middle, to);
    int left = from;
    int right = middle;
    for (int i = from; i < to; i++) {
      if (right == to || (left < middle && values[left] <= values[right])) {
        spare[i] = values[left++];
      } else {
        spare[i] = values[right++];
        exchanges += middle - left;
      }
    }
    System.arraycopy(spare, from, values, from, to - from);
    return exchanges;
  }
}
