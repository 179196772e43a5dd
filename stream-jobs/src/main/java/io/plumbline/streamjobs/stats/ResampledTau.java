package io.plumbline.streamjobs.stats;

import java.util.Arrays;
import java.util.Comparator;
import java.util.stream.IntStream;

/**
 * {@link KendallTau} of many resamples of one pair of samples: the pairs are ranked and sorted
 * once, and a resample only says how often each is counted. Discordant pairs are summed over a
 * Fenwick tree of the ranks of y. Pairs are counted exactly, so that the values are those of {@link
 * KendallTau#tauB} to the bit.
 */
public final class ResampledTau {
  private static final int FEWEST = 3;

  private final double[] x;
  private final double[] y;
  private final boolean finite;

  /** Place of each item among all, sorted by x and then y. */
  private final int[] place;

  private final int[] rankX;
  private final int[] rankY;
  private final int levels;

  /**
   * Ranks and sorts the pairs.
   *
   * @throws IllegalArgumentException if the samples differ in length
   */
  public ResampledTau(double[] x, double[] y) {
    Samples.requireEqualLength(x.length, y.length);
    this.x = x;
    this.y = y;
    this.finite = Samples.finite(x) && Samples.finite(y);
    int[] ofX = KendallTau.denseRanks(x);
    int[] ofY = KendallTau.denseRanks(y);
    int[] order =
        IntStream.range(0, x.length)
            .boxed()
            .sorted(Comparator.<Integer>comparingInt(i -> ofX[i]).thenComparingInt(i -> ofY[i]))
            .mapToInt(Integer::intValue)
            .toArray();
    this.place = new int[x.length];
    this.rankX = new int[x.length];
    this.rankY = new int[x.length];
    for (int p = 0; p < order.length; p++) {
      place[order[p]] = p;
      rankX[p] = ofX[order[p]];
      rankY[p] = ofY[order[p]];
    }
    this.levels = Arrays.stream(ofY).max().orElse(-1) + 1;
  }

  /**
   * Tau-b of the items with given indices, which can repeat.
   *
   * @return no value for fewer than 3 items, or where x or y is constant or not finite
   */
  public Statistic tauB(int[] items) {
    if (!finite) {
      return KendallTau.tauB(GroupBootstrap.select(x, items), GroupBootstrap.select(y, items));
    }
    if (items.length < FEWEST) {
      return Statistic.undefined("fewer than " + FEWEST + " pairs");
    }
    long[] count = new long[place.length];
    long[] countY = new long[levels];
    for (int item : items) {
      count[place[item]]++;
      countY[rankY[place[item]]]++;
    }
    long pairs = pairs(items.length);
    long tiedX = tied(count, false);
    long tiedY = 0;
    for (long together : countY) {
      tiedY += pairs(together);
    }
    if (tiedX == pairs) {
      return Statistic.undefined("the first sample is constant");
    }
    if (tiedY == pairs) {
      return Statistic.undefined("the second sample is constant");
    }
    return KendallTau.of(pairs, tiedX, tiedY, tied(count, true), discordant(count));
  }

  private static long pairs(long n) {
    return n * (n - 1) / 2;
  }

  /** Pairs with equal x, and equal y as well if wanted. */
  private long tied(long[] count, boolean both) {
    long ties = 0;
    long together = 0;
    for (int p = 0; p < count.length; p++) {
      boolean asBefore = p > 0 && rankX[p] == rankX[p - 1] && (!both || rankY[p] == rankY[p - 1]);
      if (!asBefore) {
        ties += pairs(together);
        together = 0;
      }
      together += count[p];
    }
    return ties + pairs(together);
  }

  /** Pairs in which the one with the larger x has the smaller y. */
  private long discordant(long[] count) {
    long[] tree = new long[levels + 1];
    long discordant = 0;
    long seen = 0;
    for (int p = 0; p < count.length; p++) {
      if (count[p] == 0) {
        continue;
      }
      long upToY = 0;
      for (int node = rankY[p] + 1; node > 0; node -= node & -node) {
        upToY += tree[node];
      }
      discordant += count[p] * (seen - upToY);
      seen += count[p];
      for (int node = rankY[p] + 1; node <= levels; node += node & -node) {
        tree[node] += count[p];
      }
    }
    return discordant;
  }
}
