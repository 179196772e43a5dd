package io.plumbline.ops.demo;

import java.util.List;
import java.util.Map;

/**
 * What a demo came to, as it is written to a file.
 *
 * @param run name of the run
 * @param scenario what was wrong with its feedback
 * @param seed seed of the training run
 * @param checkpoints by step, the base first
 * @param alerts in the order in which they fired
 * @param divergentWords the words that the first red alert names as it stands at the end; without
 *     one, the most divergent words of the last checkpoint
 * @param auroc how well the divergence at the last checkpoint tells wrongly paid words from the
 *     others; absent where no word was
 * @param batches the ledger
 * @param replay whether the replays were identical
 * @param seconds time taken by stage
 * @param versions versions of what took part
 */
public record DemoSummary(
    String run,
    String scenario,
    long seed,
    List<CheckpointRow> checkpoints,
    List<AlertRow> alerts,
    List<WordRow> divergentWords,
    Double auroc,
    Batches batches,
    ReplayRow replay,
    Map<String, Double> seconds,
    Map<String, String> versions) {

  /**
   * One checkpoint; what does not apply is absent.
   *
   * @param step training step
   * @param meanStatedReward mean reward of the last batch by the stated feedback, from the
   *     trainer's log
   * @param z Fisher's z of the correlation of learned and stated feedback, from the policy
   * @param tau Kendall's tau of the paper's probe, refitted
   * @param tauMinusBase the same less its value at the base
   * @param fvu fraction of variance that the dictionary leaves unexplained
   */
  public record CheckpointRow(
      int step, Double meanStatedReward, Double z, Double tau, Double tauMinusBase, Double fvu) {}

  /** An alert when it began to fire. */
  public record AlertRow(int step, String severity, String rule, String reason) {}

  /** A word that is named, and whether it was really paid otherwise than stated. */
  public record WordRow(String word, double stated, double implied, boolean poisoned) {}

  /** Batches of activations, log-probabilities and features. */
  public record Batches(int expected, int received, int duplicated) {}

  /**
   * The replays.
   *
   * @param identical whether all of them were; absent if none was made
   * @param digests of the recorded topics, by topic
   */
  public record ReplayRow(Boolean identical, Map<String, String> digests) {}
}
