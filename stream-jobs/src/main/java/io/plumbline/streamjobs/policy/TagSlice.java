package io.plumbline.streamjobs.policy;

import io.plumbline.streamjobs.stats.Statistic;

/**
 * The slope of the units with a tag against that of the others, as ratio estimates: the slope of a
 * set of units is sum N / sum D over their numerators and denominators, and its squared standard
 * error n / (n - 1) sum (N - slope D)^2 / (sum D)^2 (Cochran, "Sampling Techniques", 1977, section
 * 6.4).
 */
final class TagSlice {
  private static final int UNITS = 0;
  private static final int N = 1;
  private static final int D = 2;
  private static final int NN = 3;
  private static final int ND = 4;
  private static final int DD = 5;

  private final double[] inside = new double[6];
  private final double[] outside;

  /**
   * @param cells all units
   * @param members indices of those with the tag
   * @param drawn stands in for each unit: itself, or another in a permutation
   */
  TagSlice(SlopeSums[] cells, int[] members, int[] drawn, double[] total) {
    for (int member : members) {
      add(inside, cells[drawn[member]]);
    }
    this.outside = total.clone();
    for (int k = 0; k < outside.length; k++) {
      outside[k] -= inside[k];
    }
  }

  /** Sums over all units. */
  static double[] total(SlopeSums[] cells) {
    double[] total = new double[6];
    for (SlopeSums cell : cells) {
      add(total, cell);
    }
    return total;
  }

  private static void add(double[] sums, SlopeSums cell) {
    sums[UNITS]++;
    sums[N] += cell.numerator();
    sums[D] += cell.denominator();
    sums[NN] += cell.numerator() * cell.numerator();
    sums[ND] += cell.numerator() * cell.denominator();
    sums[DD] += cell.denominator() * cell.denominator();
  }

  /** Slope with the tag minus slope without, in standard errors. */
  Statistic t() {
    double variance = variance(inside) + variance(outside);
    return variance > 0
        ? Statistic.finite((slope(inside) - slope(outside)) / StrictMath.sqrt(variance))
        : Statistic.undefined("the slopes of the prompts do not vary");
  }

  private static double slope(double[] sums) {
    return sums[N] / sums[D];
  }

  private static double variance(double[] sums) {
    double slope = slope(sums);
    double squares = sums[NN] - 2 * slope * sums[ND] + slope * slope * sums[DD];
    double units = sums[UNITS];
    return Math.max(0, squares) / (sums[D] * sums[D]) * units / (units - 1);
  }
}
