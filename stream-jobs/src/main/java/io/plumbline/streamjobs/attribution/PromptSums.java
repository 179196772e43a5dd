package io.plumbline.streamjobs.attribution;

import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Numerators and denominators of slopes by prompt, over the contexts whose candidates differ in
 * stated feedback.
 */
final class PromptSums {
  private static final int DENOMINATOR = 0;
  private static final int CONTEXTS = 1;
  private static final int NEGATIVE = 2;
  private static final int ACTIVATION = 3;
  private static final int UNEMBEDDING = 4;
  private static final int HOOKS = 5;

  private final SortedMap<String, double[]> prompts = new TreeMap<>();
  private final int columns;

  PromptSums(int hooks) {
    this.columns = HOOKS + hooks;
  }

  /**
   * Adds a context.
   *
   * @param denominator positive
   * @param hooks numerators by hook
   */
  void add(
      String prompt, double denominator, double activation, double unembedding, double[] hooks) {
    double[] sums = prompts.computeIfAbsent(prompt, p -> new double[columns]);
    sums[DENOMINATOR] += denominator;
    sums[CONTEXTS]++;
    sums[NEGATIVE] += activation + unembedding < 0 ? 1 : 0;
    sums[ACTIVATION] += activation;
    sums[UNEMBEDDING] += unembedding;
    for (int l = 0; l < hooks.length; l++) {
      sums[HOOKS + l] += hooks[l];
    }
  }

  /** The prompts, sorted. */
  List<String> prompts() {
    return List.copyOf(prompts.keySet());
  }

  double[] denominators() {
    return column(DENOMINATOR);
  }

  /** Number of contexts of each prompt. */
  double[] contexts() {
    return column(CONTEXTS);
  }

  /** Number of contexts with a negative slope of each prompt. */
  double[] negativeContexts() {
    return column(NEGATIVE);
  }

  /** Numerators of what the activations make of the slope. */
  double[] activations() {
    return column(ACTIVATION);
  }

  /** Numerators of what the unembedding makes of the slope. */
  double[] unembeddings() {
    return column(UNEMBEDDING);
  }

  /** Numerators of the slope. */
  double[] totals() {
    return prompts.values().stream().mapToDouble(s -> s[ACTIVATION] + s[UNEMBEDDING]).toArray();
  }

  /** The slope of every prompt, the lowest first. */
  List<PromptSlope> slopes() {
    return prompts.entrySet().stream()
        .map(entry -> slope(entry.getKey(), entry.getValue()))
        .sorted(Comparator.comparingDouble(PromptSlope::slope).thenComparing(PromptSlope::prompt))
        .toList();
  }

  private static PromptSlope slope(String prompt, double[] sums) {
    return new PromptSlope(
        prompt, (sums[ACTIVATION] + sums[UNEMBEDDING]) / sums[DENOMINATOR], (int) sums[CONTEXTS]);
  }

  /** Numerators of what a hook makes of the slope. */
  double[] hook(int hook) {
    return column(HOOKS + hook);
  }

  private double[] column(int index) {
    return prompts.values().stream().mapToDouble(sums -> sums[index]).toArray();
  }

  /** Sum over all prompts. */
  static double sum(double[] column) {
    double total = 0;
    for (double value : column) {
      total += value;
    }
    return total;
  }

  /** Sum over some prompts, which can repeat. */
  static double sum(double[] column, int[] prompts) {
    return sum(Arrays.stream(prompts).mapToDouble(p -> column[p]).toArray());
  }
}
