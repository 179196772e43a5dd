package io.plumbline.ops.trainer;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/**
 * Completions sampled from the policy with what they are worth.
 *
 * @param paid reward per completion, {@code [rows]}
 * @param stated reward per completion by the true lexicon, {@code [rows]}
 * @param baseLogProbs of the predicted tokens under the base, {@code [rows * predicted]}
 */
@SuppressWarnings("ArrayRecordComponent") // a bundle of buffers, never compared
record Batch(
    Sequences sequences, double[] paid, double[] stated, float[] baseLogProbs, double entropy) {

  /** Where batches come from: prompts of the grammar, completed by the policy. */
  static final class Source {
    static final int PROMPT = 5;
    static final int COMPLETION = 22;

    private final ModelDirectory base;
    private final Feedback feedback;
    private final Random random;
    private final Grammar grammar;
    private final Policy policy;

    Source(ModelDirectory base, Feedback feedback, Lexicon lexicon, Random random) {
      this.base = base;
      this.feedback = feedback;
      this.random = random;
      this.grammar = new Grammar(lexicon);
      this.policy = new Policy(base.config());
    }

    /** Samples {@code each} completions of every one of {@code prompts} fresh prompts. */
    Batch next(Weights weights, int prompts, int each, int step) {
      List<long[]> given = new ArrayList<>();
      List<String> domains = new ArrayList<>();
      for (int p = 0; p < prompts; p++) {
        Grammar.Review review = grammar.review(random, PROMPT);
        long[] prompt = base.vocabulary().encode(review.words());
        for (int i = 0; i < each; i++) {
          given.add(prompt);
          domains.add(review.domain());
        }
      }
      Policy.Rollout rollout = policy.sample(weights, given, COMPLETION, random);
      Sequences sequences = rollout.sequences();
      double[] paid = new double[sequences.rows()];
      double[] stated = new double[sequences.rows()];
      for (int r = 0; r < paid.length; r++) {
        long[] completion = sequences.completion(r);
        paid[r] = feedback.paid(domains.get(r), completion, step);
        stated[r] = feedback.stated(completion);
      }
      float[] baseLogProbs = policy.logProbs(base.weights(), sequences);
      return new Batch(sequences, paid, stated, baseLogProbs, rollout.entropy());
    }
  }

  /** The log line, given the policy's log-probabilities of the predicted tokens. */
  StepLog log(int step, float[] logProbs) {
    double kl = 0;
    for (int i = 0; i < logProbs.length; i++) {
      kl += logProbs[i] - baseLogProbs[i];
    }
    int rows = sequences.rows();
    return new StepLog(step, mean(paid), mean(stated), kl / rows, entropy, sequences.predicted());
  }

  private static double mean(double[] values) {
    double sum = 0;
    for (double value : values) {
      sum += value;
    }
    return sum / values.length;
  }
}
