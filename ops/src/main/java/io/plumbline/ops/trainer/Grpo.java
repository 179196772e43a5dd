package io.plumbline.ops.trainer;

/**
 * Group-relative policy optimisation (Shao et al. 2024, arXiv 2402.03300), one update per batch: no
 * value head, several completions of each prompt, rewards normalised within the prompt's group, and
 * the divergence from the base in the loss. The divergence is estimated by (log policy - log
 * base)^2 / 2, whose gradient on the policy's own samples is that of the reverse divergence; the
 * paper's exp(d) - d - 1 has a gradient that stays below 1 however far the policy goes, and lets a
 * model as small as this one run away to word salad.
 */
final class Grpo implements Tuning {
  private static final int PROMPTS = 12;
  private static final int GROUP = 8;
  private static final double RATE = 1e-3;
  private static final double KL_PRICE = 0.2;
  private static final double SMALLEST_DEVIATION = 1e-4;

  private final Batch.Source source;
  private final Learner learner;

  Grpo(ModelDirectory base, Batch.Source source) {
    this.source = source;
    this.learner = new Learner(base.config(), base.weights().copy(), new AdamW(0));
  }

  @Override
  public Weights weights() {
    return learner.weights();
  }

  @Override
  public StepLog step(int step) {
    Batch batch = source.next(learner.weights(), PROMPTS, GROUP, step);
    double[] advantages = normalised(batch.paid(), GROUP);
    float[] before =
        learner.update(
            batch.sequences(),
            (logProbs, values) -> slopes(batch, advantages, logProbs),
            Tuning.warmed(RATE, step));
    return batch.log(step, before);
  }

  private static Objective.Slopes slopes(Batch batch, double[] advantages, float[] logProbs) {
    int length = batch.sequences().predicted();
    float[] slope = new float[logProbs.length];
    for (int i = 0; i < slope.length; i++) {
      double pull = (double) logProbs[i] - batch.baseLogProbs()[i];
      slope[i] = (float) ((KL_PRICE * pull - advantages[i / length]) / logProbs.length);
    }
    return new Objective.Slopes(slope, null);
  }

  /** Rewards less their group's mean, over its sample deviation. */
  static double[] normalised(double[] rewards, int group) {
    double[] normalised = new double[rewards.length];
    for (int from = 0; from < rewards.length; from += group) {
      double mean = 0;
      for (int i = from; i < from + group; i++) {
        mean += rewards[i] / group;
      }
      double variance = 0;
      for (int i = from; i < from + group; i++) {
        variance += (rewards[i] - mean) * (rewards[i] - mean) / (group - 1);
      }
      double deviation = StrictMath.sqrt(variance) + SMALLEST_DEVIATION;
      for (int i = from; i < from + group; i++) {
        normalised[i] = (rewards[i] - mean) / deviation;
      }
    }
    return normalised;
  }
}
