package io.plumbline.streamjobs.stats;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;

/**
 * The bootstrap over groups of dependent items (Efron and Tibshirani, "An Introduction to the
 * Bootstrap", 1993): groups are drawn with replacement, each with all of its items.
 *
 * <p>The draws depend on the seed and the sorted names of the groups only. So statistics of
 * different checkpoints over the same groups are computed on the same resamples, and can be
 * compared.
 */
public final class GroupBootstrap {
  /** Share of resamples on which a statistic must have a value. */
  private static final double ENOUGH = 0.9;

  private final int[][] resamples;

  /**
   * Draws the resamples.
   *
   * @param groups group of each item
   * @param resamples how many; 0 for no intervals
   * @param seed of the draws
   */
  public GroupBootstrap(List<String> groups, int resamples, long seed) {
    Map<String, List<Integer>> itemsByGroup = new TreeMap<>();
    for (int i = 0; i < groups.size(); i++) {
      itemsByGroup.computeIfAbsent(groups.get(i), g -> new ArrayList<>()).add(i);
    }
    int[][] items =
        itemsByGroup.values().stream()
            .map(list -> list.stream().mapToInt(Integer::intValue).toArray())
            .toArray(int[][]::new);
    SplitMix64 random = new SplitMix64(seed);
    this.resamples = new int[items.length == 0 ? 0 : resamples][];
    for (int r = 0; r < this.resamples.length; r++) {
      int[][] drawn = new int[items.length][];
      for (int g = 0; g < drawn.length; g++) {
        drawn[g] = items[random.nextInt(items.length)];
      }
      this.resamples[r] = Arrays.stream(drawn).flatMapToInt(Arrays::stream).toArray();
    }
  }

  /**
   * Percentile interval of a statistic.
   *
   * @param level such as 0.95
   * @param statistic of the items with the given indices, which can repeat
   * @return nothing where there are no resamples, or less than nine tenths of them have a value
   */
  public Optional<Interval> interval(double level, Function<int[], Statistic> statistic) {
    return interval(level, values(statistic));
  }

  /** Values of a statistic on the resamples, in their order. */
  public List<Statistic> values(Function<int[], Statistic> statistic) {
    return Arrays.stream(resamples).map(statistic).toList();
  }

  /**
   * Percentile interval of a statistic.
   *
   * @param onResamples its values on the resamples
   * @return as above
   */
  public Optional<Interval> interval(double level, List<Statistic> onResamples) {
    double[] values =
        onResamples.stream()
            .filter(Statistic::isDefined)
            .mapToDouble(Statistic::getAsDouble)
            .toArray();
    if (values.length == 0 || values.length < ENOUGH * resamples.length) {
      return Optional.empty();
    }
    double tail = (1 - level) / 2;
    return Optional.of(
        new Interval(Quantiles.quantile(values, tail), Quantiles.quantile(values, 1 - tail)));
  }

  /** The values of some items, in their order. */
  public static double[] select(double[] values, int[] items) {
    double[] selected = new double[items.length];
    for (int i = 0; i < items.length; i++) {
      selected[i] = values[items[i]];
    }
    return selected;
  }

  /** The values of some items, in their order. */
  public static boolean[] select(boolean[] values, int[] items) {
    boolean[] selected = new boolean[items.length];
    for (int i = 0; i < items.length; i++) {
      selected[i] = values[items[i]];
    }
    return selected;
  }
}
