package io.plumbline.streamjobs.attribution;

import io.plumbline.streamjobs.linalg.CsrMatrix;
import io.plumbline.streamjobs.probe.GroupScores;
import io.plumbline.streamjobs.stats.Ranks;
import io.plumbline.streamjobs.stats.SplitMix64;
import io.plumbline.streamjobs.stats.Statistic;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.IntFunction;
import java.util.stream.IntStream;

/**
 * Looks for conditions under which less of the feedback was learned: features of the base whose
 * mean activation over a prompt goes with a low slope. Many features are looked at together, so the
 * smallest correlation is held against its own distribution over permutations of the slopes
 * (Westfall and Young, "Resampling-based multiple testing", 1993).
 */
final class Conditions {
  /** A feature of fewer prompts tells of them, not of a condition. */
  private static final int MIN_PROMPTS = 3;

  private static final double FIRES = 0.5;

  /** Equal correlations differ in the last bits when their terms are added in another order. */
  private static final double TIE = 1e-12;

  private final List<String> prompts;
  private final CsrMatrix activations;
  private final IntFunction<List<LensWord>> words;
  private final int permutations;
  private final long seed;

  /**
   * @param prompts sorted, those with a slope
   * @param activations mean activations by prompt, {@code [prompts, features]}
   * @param words of a feature, by logit lens
   * @param permutations how many
   * @param seed of the permutations
   */
  Conditions(
      List<String> prompts,
      CsrMatrix activations,
      IntFunction<List<LensWord>> words,
      int permutations,
      long seed) {
    this.prompts = prompts;
    this.activations = activations;
    this.words = words;
    this.permutations = permutations;
    this.seed = seed;
  }

  /**
   * The features with the smallest correlations, the smallest first.
   *
   * @param numerators of the slopes by prompt
   * @param denominators likewise, positive
   * @param byPrompt intervals by resampling these prompts
   * @param count most features
   */
  List<Condition> lowest(
      double[] numerators, double[] denominators, GroupScores byPrompt, int count) {
    int n = prompts.size();
    double[] ranks =
        Ranks.average(
            IntStream.range(0, n).mapToDouble(p -> numerators[p] / denominators[p]).toArray());
    double[] spreads = spreads();
    double rankSpread = rankSpread(ranks);
    if (rankSpread == 0) {
      return List.of();
    }
    double[] correlations = correlations(ranks, spreads, rankSpread);
    int[] order =
        IntStream.range(0, spreads.length)
            .filter(j -> spreads[j] > 0)
            .boxed()
            .sorted(Comparator.<Integer>comparingDouble(j -> correlations[j]).thenComparing(j -> j))
            .limit(count)
            .mapToInt(Integer::intValue)
            .toArray();
    double[] minima = minima(ranks, spreads, rankSpread);
    List<Condition> lowest = new ArrayList<>();
    for (int j : order) {
      long asSmall =
          IntStream.range(0, permutations).filter(i -> minima[i] <= correlations[j] + TIE).count();
      int[] firing = firing(j);
      lowest.add(
          new Condition(
              j,
              correlations[j],
              (1.0 + asSmall) / (1.0 + permutations),
              byPrompt.of(items -> relative(numerators, denominators, items, firing)),
              IntStream.of(firing).mapToObj(prompts::get).toList(),
              words.apply(j)));
    }
    return lowest;
  }

  /** n times the standard deviation of each feature; 0 for those that fire in too few prompts. */
  private double[] spreads() {
    int n = prompts.size();
    double[] sums = new double[activations.columns()];
    double[] squares = new double[sums.length];
    int[] counts = new int[sums.length];
    for (int k = 0; k < activations.values().length; k++) {
      int j = activations.columnIndices()[k];
      double value = activations.values()[k];
      sums[j] += value;
      squares[j] += value * value;
      counts[j]++;
    }
    double[] spreads = new double[sums.length];
    for (int j = 0; j < spreads.length; j++) {
      double spread = n * squares[j] - sums[j] * sums[j];
      spreads[j] =
          counts[j] >= MIN_PROMPTS && spread > TIE * n * squares[j] ? StrictMath.sqrt(spread) : 0;
    }
    return spreads;
  }

  private static double rankSpread(double[] ranks) {
    double squares = 0;
    double mean = (ranks.length + 1) / 2.0;
    for (double rank : ranks) {
      squares += (rank - mean) * (rank - mean);
    }
    return StrictMath.sqrt(ranks.length * squares);
  }

  /** Pearson's, by feature; infinite where it has no spread. */
  private double[] correlations(double[] ranks, double[] spreads, double rankSpread) {
    int n = ranks.length;
    double mean = (n + 1) / 2.0;
    double[] products = new double[spreads.length];
    for (int p = 0; p < n; p++) {
      double rank = ranks[p] - mean;
      for (int k = activations.rowPointers()[p]; k < activations.rowPointers()[p + 1]; k++) {
        products[activations.columnIndices()[k]] += activations.values()[k] * rank;
      }
    }
    for (int j = 0; j < products.length; j++) {
      products[j] =
          spreads[j] > 0 ? n * products[j] / (spreads[j] * rankSpread) : Double.POSITIVE_INFINITY;
    }
    return products;
  }

  /** Smallest correlation of any feature, by permutation. */
  private double[] minima(double[] ranks, double[] spreads, double rankSpread) {
    SplitMix64 random = new SplitMix64(seed);
    double[] shuffled = ranks.clone();
    double[] minima = new double[permutations];
    for (int i = 0; i < permutations; i++) {
      for (int last = shuffled.length - 1; last > 0; last--) {
        int other = random.nextInt(last + 1);
        double rank = shuffled[last];
        shuffled[last] = shuffled[other];
        shuffled[other] = rank;
      }
      double smallest = Double.POSITIVE_INFINITY;
      for (double correlation : correlations(shuffled, spreads, rankSpread)) {
        smallest = Math.min(smallest, correlation);
      }
      minima[i] = smallest;
    }
    return minima;
  }

  /** Prompts where a feature fires at least half as strongly as anywhere, the strongest first. */
  private int[] firing(int feature) {
    double[] values = new double[prompts.size()];
    double largest = 0;
    for (int p = 0; p < values.length; p++) {
      for (int k = activations.rowPointers()[p]; k < activations.rowPointers()[p + 1]; k++) {
        if (activations.columnIndices()[k] == feature) {
          values[p] = activations.values()[k];
          largest = Math.max(largest, values[p]);
        }
      }
    }
    double enough = FIRES * largest;
    return IntStream.range(0, values.length)
        .filter(p -> values[p] >= enough)
        .boxed()
        .sorted(Comparator.<Integer>comparingDouble(p -> -values[p]).thenComparing(p -> p))
        .mapToInt(Integer::intValue)
        .toArray();
  }

  private static Statistic relative(
      double[] numerators, double[] denominators, int[] items, int[] firing) {
    boolean[] fires = new boolean[numerators.length];
    IntStream.of(firing).forEach(p -> fires[p] = true);
    int[] there = IntStream.of(items).filter(p -> fires[p]).toArray();
    double all = PromptSums.sum(numerators, items) / PromptSums.sum(denominators, items);
    if (there.length == 0 || !(all > 0)) {
      return Statistic.undefined(
          there.length == 0 ? "it fires nowhere" : "the slope over all prompts is not positive");
    }
    return Statistic.finite(
        PromptSums.sum(numerators, there) / PromptSums.sum(denominators, there) / all);
  }
}
