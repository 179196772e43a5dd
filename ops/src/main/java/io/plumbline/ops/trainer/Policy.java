package io.plumbline.ops.trainer;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.index.NDIndex;
import ai.djl.ndarray.types.Shape;
import java.util.List;
import java.util.Random;

/** Sampling from a model, and scoring with it, without gradients. */
final class Policy {
  private final ModelConfig config;

  Policy(ModelConfig config) {
    this.config = config;
  }

  /** Continuations of the prompts and the mean entropy, in nats, of the choices made. */
  record Rollout(Sequences sequences, double entropy) {}

  /**
   * Samples {@code tokens} more tokens for every prompt, at temperature 1 from the whole
   * vocabulary.
   */
  Rollout sample(Weights weights, List<long[]> prompts, int tokens, Random random) {
    int rows = prompts.size();
    int given = prompts.get(0).length;
    long[] ids = new long[rows * (given + tokens)];
    long[] next = new long[rows * given];
    for (int r = 0; r < rows; r++) {
      System.arraycopy(prompts.get(r), 0, ids, r * (given + tokens), given);
      System.arraycopy(prompts.get(r), 0, next, r * given, given);
    }
    double entropy = 0;
    try (NeoX model = new NeoX(config, weights, false);
        NDManager scope = model.newScope()) {
      NeoX.Cache cache = new NeoX.Cache();
      double[] cumulative = new double[config.vocabulary()];
      for (int t = 0; t < tokens; t++) {
        NDArray hidden =
            model.hidden(scope.create(next, new Shape(rows, next.length / rows)), cache);
        NDArray logits = model.logits(hidden.get(new NDIndex(":,-1")));
        NDArray softmax = logits.softmax(-1);
        entropy -= softmax.mul(logits.logSoftmax(-1)).sum().getFloat();
        float[] chances = softmax.toFloatArray();
        next = new long[rows];
        for (int r = 0; r < rows; r++) {
          accumulate(chances, r, cumulative);
          next[r] = Draw.index(cumulative, random.nextDouble());
          ids[r * (given + tokens) + given + t] = next[r];
        }
      }
    }
    return new Rollout(new Sequences(rows, given + tokens, given, ids), entropy / rows / tokens);
  }

  private static void accumulate(float[] chances, int row, double[] cumulative) {
    double total = 0;
    for (int i = 0; i < cumulative.length; i++) {
      total += chances[row * cumulative.length + i];
      cumulative[i] = total;
    }
  }

  /** Log-probabilities of the predicted tokens, {@code [rows * predicted]}. */
  float[] logProbs(Weights weights, Sequences sequences) {
    try (NeoX model = new NeoX(config, weights, false);
        NDManager scope = model.newScope()) {
      NDArray hidden = sequences.predicting(model.hidden(sequences.toArray(scope)));
      return model.logits(hidden).logSoftmax(-1).gather(sequences.targets(scope), 1).toFloatArray();
    }
  }
}
