package io.plumbline.streamjobs.attribution;

import io.plumbline.streamjobs.linalg.Vectors;
import io.plumbline.streamjobs.policy.FeedbackFit;
import io.plumbline.streamjobs.stats.HuberRegression;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.stream.IntStream;

/** Takes the gain of every word apart. */
final class WordAttributions {
  private WordAttributions() {}

  /** Words of classes that have contexts, in their order. */
  static List<WordAttribution> of(AttributionSums sums, HuberRegression regression) {
    ReadoutWords words = sums.words();
    double[][] before = words.centred(sums.base().rows());
    double[][] after =
        sums.tuned().rows() == sums.base().rows() ? before : words.centred(sums.tuned().rows());
    List<WordAttribution> all = new ArrayList<>();
    for (int w = 0; w < words.size(); w++) {
      int g = words.classOf(w);
      if (sums.contexts(g) > 0) {
        double[] f1 = sums.normAfter(g);
        double[] hooks = new double[sums.hooks()];
        for (int l = 0; l < hooks.length; l++) {
          double[] pushed = sums.base().norm().push(sums.hookChange(l, g));
          hooks[l] = Vectors.dot(pushed, before[w]);
        }
        double y = words.stated(w);
        all.add(
            new WordAttribution(
                words.word(w),
                Double.isNaN(y) ? OptionalDouble.empty() : OptionalDouble.of(y),
                sums.contexts(g),
                Vectors.dot(Vectors.minus(f1, sums.normBefore(g)), before[w]),
                before == after ? 0 : Vectors.dot(f1, Vectors.minus(after[w], before[w])),
                hooks,
                OptionalDouble.empty()));
      }
    }
    return withDivergence(all, regression);
  }

  private static List<WordAttribution> withDivergence(
      List<WordAttribution> words, HuberRegression regression) {
    int[] signed =
        IntStream.range(0, words.size())
            .filter(w -> words.get(w).stated().orElse(0) != 0)
            .toArray();
    double[] stated =
        IntStream.of(signed).mapToDouble(w -> words.get(w).stated().getAsDouble()).toArray();
    double[] gains = IntStream.of(signed).mapToDouble(w -> words.get(w).gain()).toArray();
    Optional<FeedbackFit> fit = FeedbackFit.of(stated, gains, regression);
    return fit.isEmpty() ? words : words.stream().map(w -> diverging(w, fit.get())).toList();
  }

  private static WordAttribution diverging(WordAttribution word, FeedbackFit fit) {
    return word.stated().isEmpty()
        ? word
        : new WordAttribution(
            word.word(),
            word.stated(),
            word.contexts(),
            word.activation(),
            word.unembedding(),
            word.hooks(),
            fit.divergence(word.stated().getAsDouble(), word.gain()));
  }
}
