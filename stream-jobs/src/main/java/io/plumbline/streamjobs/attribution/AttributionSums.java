package io.plumbline.streamjobs.attribution;

import io.plumbline.streamjobs.dictionary.Dictionary;
import io.plumbline.streamjobs.linalg.FloatMatrix;
import io.plumbline.streamjobs.linalg.MatrixProduct;
import io.plumbline.streamjobs.linalg.Vectors;
import java.util.Optional;

/**
 * The sums over contexts from which a checkpoint's attribution is computed. Sums are plain and
 * sequential: feed blocks in a canonical order.
 */
final class AttributionSums {
  private final ReadoutWords words;
  private final double minMass;
  private final Readout base;
  private final Readout tuned;
  private final MatrixProduct product;
  private final PromptSums prompts;
  private final ClassMeans normBefore;
  private final ClassMeans normAfter;
  private final ClassMeans[] hookChanges;
  private final Optional<FeatureSums> features;
  private final double[] changeSum;
  private final double[] pulledSum;
  private int contexts;

  /**
   * No context yet.
   *
   * @param tuned with the base's own rows where the head is not trained
   * @param hooks number of hooks beside the final residual stream
   * @param changes dictionary of the change, if there is one
   */
  AttributionSums(
      ReadoutWords words,
      double minMass,
      Readout base,
      Readout tuned,
      int hooks,
      Optional<Dictionary> changes,
      MatrixProduct product) {
    int width = base.norm().width();
    this.words = words;
    this.minMass = minMass;
    this.base = base;
    this.tuned = tuned;
    this.product = product;
    this.prompts = new PromptSums(hooks + 1);
    this.normBefore = new ClassMeans(words.classes(), width);
    this.normAfter = new ClassMeans(words.classes(), width);
    this.hookChanges = new ClassMeans[hooks + 1];
    for (int l = 0; l <= hooks; l++) {
      hookChanges[l] = new ClassMeans(words.classes(), width);
    }
    this.features = changes.map(d -> new FeatureSums(d, words.classes(), product));
    this.changeSum = new double[width];
    this.pulledSum = new double[width];
  }

  /** Adds the usable contexts of a block. */
  void add(ContextBlock block) {
    Choices choices = Choices.of(block, words, minMass);
    FloatMatrix before = choices.readout(base.rows(), product);
    FloatMatrix after =
        tuned.rows() == base.rows() ? before : choices.readout(tuned.rows(), product);
    FloatMatrix[] changes = new FloatMatrix[hookChanges.length];
    for (int l = 0; l < changes.length; l++) {
      ContextBlock.HookPair pair = l == 0 ? block.residuals() : block.hooks().get(l - 1);
      changes[l] = Changes.of(block, pair, choices, base.norm());
    }
    double[][] pulled = new double[block.size()][];
    for (int c = 0; c < block.size(); c++) {
      if (choices.usable(c)) {
        pulled[c] = base.norm().pull(Vectors.row(before, c));
        addContext(block, c, choices, pulled[c], changes, before, after);
      }
    }
    features.ifPresent(sums -> sums.add(choices, changes[0], pulled));
  }

  private void addContext(
      ContextBlock block,
      int c,
      Choices choices,
      double[] pulled,
      FloatMatrix[] changes,
      FloatMatrix before,
      FloatMatrix after) {
    double[] f0 = base.norm().apply(block.base(), c);
    double[] f1 = tuned.norm().apply(block.tuned(), c);
    normBefore.add(choices, c, f0);
    normAfter.add(choices, c, f1);
    double[] numerators = new double[changes.length];
    for (int l = 0; l < changes.length; l++) {
      double[] change = Vectors.row(changes[l], c);
      hookChanges[l].add(choices, c, change);
      numerators[l] = Vectors.dot(change, pulled);
    }
    Vectors.add(changeSum, changes[0], c, 1);
    Vectors.add(pulledSum, pulled, 1);
    contexts++;
    if (choices.denominator(c) > 0) {
      double unembedding =
          before == after ? 0 : Vectors.dot(after, c, f1) - Vectors.dot(before, c, f1);
      prompts.add(
          block.prompts().get(c),
          choices.denominator(c),
          Vectors.dot(before, c, Vectors.minus(f1, f0)),
          unembedding,
          numerators);
    }
  }

  ReadoutWords words() {
    return words;
  }

  Readout base() {
    return base;
  }

  Readout tuned() {
    return tuned;
  }

  PromptSums prompts() {
    return prompts;
  }

  /** Mean of f_0 over the contexts of a class. */
  double[] normBefore(int wordClass) {
    return normBefore.mean(wordClass);
  }

  /** Mean of f_t over the contexts of a class. */
  double[] normAfter(int wordClass) {
    return normAfter.mean(wordClass);
  }

  /** Number of contexts of a class. */
  int contexts(int wordClass) {
    return normBefore.count(wordClass);
  }

  /** Number of usable contexts. */
  int contexts() {
    return contexts;
  }

  /** Number of hooks, the final residual stream, which is the first, included. */
  int hooks() {
    return hookChanges.length;
  }

  /** Mean over the contexts of a class of a hook's change in units of sigma_0. */
  double[] hookChange(int hook, int wordClass) {
    return hookChanges[hook].mean(wordClass);
  }

  Optional<FeatureSums> features() {
    return features;
  }

  /** The learned direction: the mean of dx; zeros without contexts. */
  double[] direction() {
    return contexts == 0 ? changeSum.clone() : Vectors.times(changeSum, 1.0 / contexts);
  }

  /** Sum over contexts of what dx counts for the slope. */
  double[] pulled() {
    return pulledSum;
  }
}
