package io.plumbline.streamjobs.stats;

import java.util.Arrays;

/**
 * {@link Correlation#spearman} of many resamples of one pair of samples: the values are sorted
 * once, and a resample only says how often each is counted. The ranks are the same, and so are the
 * values to the bit.
 */
public final class ResampledSpearman {
  private final double[] x;
  private final double[] y;
  private final boolean finite;
  private final int[] placeX;
  private final int[] placeY;

  /**
   * Sorts the samples.
   *
   * @throws IllegalArgumentException if they differ in length
   */
  public ResampledSpearman(double[] x, double[] y) {
    Samples.requireEqualLength(x.length, y.length);
    this.x = x;
    this.y = y;
    this.finite = Samples.finite(x) && Samples.finite(y);
    this.placeX = KendallTau.denseRanks(x);
    this.placeY = KendallTau.denseRanks(y);
  }

  /**
   * Rank correlation of the items with given indices, which can repeat.
   *
   * @return no value for fewer than 3 items, or where x or y is constant or not finite
   */
  public Statistic correlation(int[] items) {
    return finite
        ? Correlation.pearson(ranks(placeX, items), ranks(placeY, items))
        : Correlation.spearman(GroupBootstrap.select(x, items), GroupBootstrap.select(y, items));
  }

  /** Ranks from 1; equal values share the mean of their ranks. */
  private static double[] ranks(int[] places, int[] items) {
    int[] count = new int[Arrays.stream(places).max().orElse(-1) + 1];
    for (int item : items) {
      count[places[item]]++;
    }
    double[] rank = new double[count.length];
    int before = 0;
    for (int place = 0; place < count.length; place++) {
      rank[place] = before + (count[place] + 1) / 2.0;
      before += count[place];
    }
    return Arrays.stream(items).mapToDouble(item -> rank[places[item]]).toArray();
  }
}
