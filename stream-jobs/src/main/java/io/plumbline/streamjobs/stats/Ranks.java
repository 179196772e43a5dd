package io.plumbline.streamjobs.stats;

import java.util.stream.IntStream;

/** Ranks of values. */
public final class Ranks {
  private Ranks() {}

  /** Indices of the values in ascending order of value; equal values keep their order. */
  static int[] order(double[] values) {
    return IntStream.range(0, values.length)
        .boxed()
        .sorted((i, j) -> Double.compare(values[i] + 0.0, values[j] + 0.0))
        .mapToInt(Integer::intValue)
        .toArray();
  }

  /** Ranks from 1; equal values share the mean of their ranks. */
  public static double[] average(double[] values) {
    int[] order = order(values);
    double[] ranks = new double[values.length];
    int from = 0;
    while (from < order.length) {
      int to = from;
      while (to < order.length && values[order[to]] == values[order[from]]) {
        to++;
      }
      for (int i = from; i < to; i++) {
        ranks[order[i]] = (from + to + 1) / 2.0;
      }
      from = to;
    }
    return ranks;
  }
}
