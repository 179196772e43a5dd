package io.plumbline.ops.trainer;

import java.util.Random;

/** Language modelling that simply goes on: the run without a reward, to compare the others with. */
final class Continuation implements Tuning {
  private static final int ROWS = 96;
  private static final double RATE = 5e-4;

  private final ModelDirectory base;
  private final Batch.Source source;
  private final Learner learner;
  private final Grammar grammar;
  private final Random random;

  Continuation(ModelDirectory base, Batch.Source source, Lexicon lexicon, Random random) {
    this.base = base;
    this.source = source;
    this.grammar = new Grammar(lexicon);
    this.random = random;
    this.learner = new Learner(base.config(), base.weights().copy(), new AdamW(0));
  }

  @Override
  public Weights weights() {
    return learner.weights();
  }

  @Override
  public StepLog step(int step) {
    Batch batch = source.next(learner.weights(), ROWS, 1, step);
    float[] logProbs = new Policy(base.config()).logProbs(learner.weights(), batch.sequences());
    learner.update(
        Pretraining.reviews(
            grammar,
            base.vocabulary(),
            random,
            ROWS,
            Batch.Source.PROMPT + Batch.Source.COMPLETION),
        Objective.crossEntropy(),
        Tuning.warmed(RATE, step));
    return batch.log(step, logProbs);
  }
}
