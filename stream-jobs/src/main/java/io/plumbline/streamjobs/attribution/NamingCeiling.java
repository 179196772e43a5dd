package io.plumbline.streamjobs.attribution;

import io.plumbline.streamjobs.linalg.FloatMatrix;
import io.plumbline.streamjobs.linalg.Vectors;
import io.plumbline.streamjobs.policy.FeedbackFit;
import io.plumbline.streamjobs.stats.HuberRegression;
import io.plumbline.streamjobs.stats.RocCurve;
import io.plumbline.streamjobs.stats.SplitMix64;
import io.plumbline.streamjobs.stats.Statistic;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * How well words that are paid with the wrong sign could be told from the others at best, while the
 * head is not trained. A fifth of the signs are turned at random, f moves in every context along
 * the gradient of the expected feedback, sum_w p_w (r_w - r~) W_U[w], and the words are ranked by
 * the divergence of their gain from the stated feedback. The ceiling is the mean over draws of the
 * area under the ROC curve. It is below 1 because words whose rows of W_U are alike cannot move
 * apart.
 */
final class NamingCeiling {
  private static final int DRAWS = 20;
  private static final double TURNED = 0.2;

  private final ReadoutWords words;
  private final HuberRegression regression;
  private final int[] signed;
  private final boolean[][] turned;
  private final double[][] rewards;

  /** By draw and class of words: sums over contexts of p_w (r_w - r~), by word. */
  private final double[][][] pushes;

  private final int[] contexts;

  NamingCeiling(ReadoutWords words, HuberRegression regression, long seed) {
    this.words = words;
    this.regression = regression;
    this.signed =
        IntStream.range(0, words.size())
            .filter(w -> !Double.isNaN(words.stated(w)) && words.stated(w) != 0)
            .toArray();
    this.turned = new boolean[DRAWS][words.size()];
    this.rewards = new double[DRAWS][words.size()];
    this.pushes = new double[DRAWS][words.classes()][words.size()];
    this.contexts = new int[words.classes()];
    SplitMix64 random = new SplitMix64(seed);
    for (int draw = 0; draw < DRAWS; draw++) {
      turn(draw, random);
    }
  }

  private void turn(int draw, SplitMix64 random) {
    int[] pool = signed.clone();
    long count = Math.round(TURNED * pool.length);
    for (int i = 0; i < count; i++) {
      int other = i + random.nextInt(pool.length - i);
      turned[draw][pool[other]] = true;
      pool[other] = pool[i];
    }
    for (int w = 0; w < words.size(); w++) {
      rewards[draw][w] = turned[draw][w] ? -words.stated(w) : words.stated(w);
    }
  }

  /** Adds the usable contexts of a block. */
  void add(ContextBlock block, Choices choices) {
    for (int c = 0; c < block.size(); c++) {
      if (choices.usable(c)) {
        for (int g = 0; g < contexts.length; g++) {
          contexts[g] += choices.has(c, g) ? 1 : 0;
        }
        for (int draw = 0; draw < DRAWS; draw++) {
          add(block.words(), choices, c, draw);
        }
      }
    }
  }

  private void add(int[] candidates, Choices choices, int c, int draw) {
    double[] p = choices.p(c);
    double[] reward = rewards[draw];
    double mass = 0;
    double mean = 0;
    for (int i = 0; i < candidates.length; i++) {
      if (!Double.isNaN(reward[candidates[i]])) {
        mass += p[i];
        mean += p[i] * reward[candidates[i]];
      }
    }
    mean = mass > 0 ? mean / mass : 0;
    for (int g = 0; g < contexts.length; g++) {
      if (choices.has(c, g)) {
        double[] push = pushes[draw][g];
        for (int i = 0; i < candidates.length; i++) {
          double r = reward[candidates[i]];
          push[candidates[i]] += Double.isNaN(r) ? 0 : p[i] * (r - mean);
        }
      }
    }
  }

  /**
   * The ceiling.
   *
   * @param rows unembedding of the base, {@code [words, d_model]}
   */
  Statistic area(FloatMatrix rows) {
    double[][] centred = words.centred(rows);
    double sum = 0;
    for (int draw = 0; draw < DRAWS; draw++) {
      Statistic area = area(draw, rows, centred);
      if (!area.isDefined()) {
        return area;
      }
      sum += area.getAsDouble();
    }
    return Statistic.of(sum / DRAWS);
  }

  private Statistic area(int draw, FloatMatrix rows, double[][] centred) {
    double[][] steps = new double[contexts.length][rows.columns()];
    for (int g = 0; g < contexts.length; g++) {
      for (int w = 0; contexts[g] > 0 && w < words.size(); w++) {
        Vectors.add(steps[g], rows, w, pushes[draw][g][w] / contexts[g]);
      }
    }
    int[] reached = IntStream.of(signed).filter(w -> contexts[words.classOf(w)] > 0).toArray();
    double[] stated = IntStream.of(reached).mapToDouble(words::stated).toArray();
    double[] gains =
        IntStream.of(reached)
            .mapToDouble(w -> Vectors.dot(steps[words.classOf(w)], centred[w]))
            .toArray();
    boolean[] culprits = new boolean[reached.length];
    double[] divergences = new double[reached.length];
    Optional<FeedbackFit> fit = FeedbackFit.of(stated, gains, regression);
    if (fit.isEmpty() || !(fit.get().scale() > 0)) {
      return Statistic.undefined("there are too few words with stated feedback");
    }
    for (int i = 0; i < reached.length; i++) {
      culprits[i] = turned[draw][reached[i]];
      divergences[i] = fit.get().divergence(stated[i], gains[i]).getAsDouble();
    }
    return RocCurve.area(divergences, culprits);
  }
}
