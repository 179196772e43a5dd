package io.plumbline.ops.trainer;

/**
 * Proximal policy optimisation (Schulman et al. 2017, arXiv 1707.06347) with a value head on the
 * shared trunk, generalised advantages (arXiv 1506.02438) with gamma 1, and a penalty per token for
 * leaving the base model, as in Ziegler et al. 2019 (arXiv 1909.08593).
 */
final class Ppo implements Tuning {
  private static final int PROMPTS = 96;
  private static final int EPOCHS = 2;
  private static final double RATE = 5e-4;
  private static final double KL_PRICE = 0.15;
  private static final double LAMBDA = 0.95;
  private static final double CLIP = 0.2;
  private static final double VALUE_SHARE = 1.0;

  private final Batch.Source source;
  private final Learner learner;

  Ppo(ModelDirectory base, Batch.Source source) {
    this.source = source;
    this.learner =
        new Learner(
            base.config(), base.weights().withValueHead(base.config().width()), new AdamW(0));
  }

  @Override
  public Weights weights() {
    return learner.weights();
  }

  @Override
  public StepLog step(int step) {
    Batch batch = source.next(learner.weights(), PROMPTS, 1, step);
    Clipped objective = new Clipped(batch);
    float[] before = learner.update(batch.sequences(), objective, Tuning.warmed(RATE, step));
    for (int epoch = 1; epoch < EPOCHS; epoch++) {
      learner.update(batch.sequences(), objective, Tuning.warmed(RATE, step));
    }
    return batch.log(step, before);
  }

  /**
   * The clipped objective around the outputs of its first call, which is the policy that sampled.
   */
  static final class Clipped implements Objective {
    private final Batch batch;
    private float[] sampledLogProbs;
    private Advantages advantages;

    Clipped(Batch batch) {
      this.batch = batch;
    }

    @Override
    public Slopes at(float[] logProbs, float[] values) {
      if (sampledLogProbs == null) {
        sampledLogProbs = logProbs;
        advantages =
            Advantages.of(rewards(batch, logProbs), values, batch.sequences().predicted(), LAMBDA);
      }
      float[] whitened = advantages.whitened();
      float[] policySlope = new float[logProbs.length];
      float[] valueSlope = new float[logProbs.length];
      for (int i = 0; i < logProbs.length; i++) {
        double ratio = StrictMath.exp((double) logProbs[i] - sampledLogProbs[i]);
        boolean beyond = whitened[i] > 0 ? ratio > 1 + CLIP : ratio < 1 - CLIP;
        policySlope[i] = beyond ? 0f : (float) (-whitened[i] * ratio / logProbs.length);
        valueSlope[i] =
            (float) (VALUE_SHARE * (values[i] - advantages.returns()[i]) / logProbs.length);
      }
      return new Slopes(policySlope, valueSlope);
    }
  }

  /** The price of leaving the base at every token, and the score at the last. */
  static double[] rewards(Batch batch, float[] logProbs) {
    int length = batch.sequences().predicted();
    double[] rewards = new double[logProbs.length];
    for (int i = 0; i < rewards.length; i++) {
      rewards[i] = -KL_PRICE * (logProbs[i] - batch.baseLogProbs()[i]);
      if (i % length == length - 1) {
        rewards[i] += batch.paid()[i / length];
      }
    }
    return rewards;
  }
}
