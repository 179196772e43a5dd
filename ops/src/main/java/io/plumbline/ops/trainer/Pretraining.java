package io.plumbline.ops.trainer;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.ObjDoubleConsumer;

/** Makes the base model: language modelling on the grammar's reviews. */
final class Pretraining {
  private static final int ROWS = 64;
  private static final int LENGTH = 32;
  private static final double RATE = 3e-3;
  private static final int WARM_UP = 30;
  private static final double DECAY = 0.01;

  private Pretraining() {}

  /**
   * Trains a fresh model.
   *
   * @param progress told each step and its cross-entropy in nats per token
   */
  static ModelDirectory run(long seed, int steps, ObjDoubleConsumer<Integer> progress) {
    Lexicon lexicon = Lexicon.shipped();
    Vocabulary vocabulary = Vocabulary.of(lexicon);
    Grammar grammar = new Grammar(lexicon);
    ModelConfig config = ModelConfig.small(vocabulary.size());
    Random random = new Random(seed);
    Learner learner = new Learner(config, Weights.random(config, random), new AdamW(DECAY));
    for (int step = 1; step <= steps; step++) {
      double warm = Math.min(1, step / (double) WARM_UP);
      double cosine = 0.5 * (1 + StrictMath.cos(StrictMath.PI * step / steps));
      float[] logProbs =
          learner.update(
              reviews(grammar, vocabulary, random, ROWS, LENGTH),
              Objective.crossEntropy(),
              RATE * warm * cosine);
      progress.accept(step, -mean(logProbs));
    }
    return new ModelDirectory(config, vocabulary, learner.weights());
  }

  /** Fresh reviews, of which all tokens but the first are predicted. */
  static Sequences reviews(
      Grammar grammar, Vocabulary vocabulary, Random random, int rows, int length) {
    List<long[]> ids = new ArrayList<>();
    for (int r = 0; r < rows; r++) {
      ids.add(vocabulary.encode(grammar.review(random, length).words()));
    }
    return Sequences.of(ids, 1);
  }

  private static double mean(float[] values) {
    double sum = 0;
    for (float value : values) {
      sum += value;
    }
    return sum / values.length;
  }
}
