package io.plumbline.streamjobs.attribution;

import io.plumbline.streamjobs.linalg.FloatMatrix;
import io.plumbline.streamjobs.linalg.MatrixProduct;

/**
 * What the contexts of a block choose between, at the base. With p_w = pi_0(w|c) and ~ for the mean
 * over the candidates with stated feedback weighted by p, the slope of a context is sum_w q_w d_w /
 * sum_w p_w (y_w - y~)^2 with q_w = p_w (y_w - y~). Since the q of a context sum to 0, the
 * log-ratio d can be replaced by the change of the logits: the slope is linear in it.
 */
final class Choices {
  private final ContextBlock block;
  private final double[][] p;
  private final FloatMatrix q;
  private final double[] denominators;
  private final boolean[] usable;
  private final boolean[][] classes;

  private Choices(ContextBlock block, int classes) {
    int n = block.size();
    this.block = block;
    this.p = new double[n][block.words().length];
    this.q = FloatMatrix.zeros(n, block.words().length);
    this.denominators = new double[n];
    this.usable = new boolean[n];
    this.classes = new boolean[n][classes];
  }

  /**
   * Weighs the candidates of a block.
   *
   * @param minMass contexts whose candidates have less probability than this, in total, are not
   *     usable
   */
  static Choices of(ContextBlock block, ReadoutWords words, double minMass) {
    Choices choices = new Choices(block, words.classes());
    for (int c = 0; c < block.size(); c++) {
      choices.weigh(c, words, minMass);
    }
    return choices;
  }

  private void weigh(int c, ReadoutWords words, double minMass) {
    double total = 0;
    double mass = 0;
    double mean = 0;
    for (int i = 0; i < p[c].length; i++) {
      float logProb = block.logProbs().get(c, i);
      if (!Float.isNaN(logProb)) {
        int word = block.words()[i];
        p[c][i] = StrictMath.exp(logProb);
        classes[c][words.classOf(word)] = true;
        total += p[c][i];
        double y = words.stated(word);
        if (!Double.isNaN(y)) {
          mass += p[c][i];
          mean += p[c][i] * y;
        }
      }
    }
    usable[c] = total > 0 && total >= minMass;
    if (!usable[c] || mass == 0) {
      return;
    }
    mean /= mass;
    for (int i = 0; i < p[c].length; i++) {
      double y = words.stated(block.words()[i]);
      if (!Double.isNaN(y)) {
        q.values()[c * q.columns() + i] = (float) (p[c][i] * (y - mean));
        denominators[c] += p[c][i] * (y - mean) * (y - mean);
      }
    }
  }

  /** Whether the candidates of a context are probable enough. */
  boolean usable(int context) {
    return usable[context];
  }

  /** Whether a context has candidates of a class. */
  boolean has(int context, int wordClass) {
    return classes[context][wordClass];
  }

  /** p_w by place in the block's words; 0 where a word is no candidate. */
  double[] p(int context) {
    return p[context];
  }

  /** sum_w p_w (y_w - y~)^2. */
  double denominator(int context) {
    return denominators[context];
  }

  /**
   * sum_w q_w W_U[w] of every context: what a change of the final norm's output counts for the
   * slope.
   *
   * @param rows unembedding of all words, {@code [words, d_model]}
   * @return {@code [contexts, d_model]}
   */
  FloatMatrix readout(FloatMatrix rows, MatrixProduct product) {
    int width = rows.columns();
    FloatMatrix chosen = FloatMatrix.zeros(block.words().length, width);
    for (int i = 0; i < block.words().length; i++) {
      System.arraycopy(rows.values(), block.words()[i] * width, chosen.values(), i * width, width);
    }
    return product.multiply(q, chosen);
  }
}
