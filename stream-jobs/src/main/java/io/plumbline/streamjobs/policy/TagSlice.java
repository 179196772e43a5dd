package io.plumbline.streamjobs.policy;

import io.plumbline.streamjobs.stats.Statistic;

/** The slope of the units with a tag against that of the others. */
final class TagSlice {
  private final RatioSums inside = new RatioSums();
  private final RatioSums outside;

  /**
   * @param cells all units
   * @param members indices of those with the tag
   * @param drawn stands in for each unit: itself, or another in a permutation
   * @param total sums over all units
   */
  TagSlice(SlopeSums[] cells, int[] members, int[] drawn, RatioSums total) {
    for (int member : members) {
      add(inside, cells[drawn[member]]);
    }
    this.outside = total.without(inside);
  }

  /** Sums over all units. */
  static RatioSums total(SlopeSums[] cells) {
    RatioSums total = new RatioSums();
    for (SlopeSums cell : cells) {
      add(total, cell);
    }
    return total;
  }

  private static void add(RatioSums sums, SlopeSums cell) {
    sums.add(cell.numerator(), cell.denominator());
  }

  /** Slope with the tag minus slope without, in standard errors. */
  Statistic t() {
    double variance = inside.variance() + outside.variance();
    return variance > 0
        ? Statistic.finite((inside.slope() - outside.slope()) / StrictMath.sqrt(variance))
        : Statistic.undefined("the slopes of the prompts do not vary");
  }
}
