package io.plumbline.ops.ledger;

import io.plumbline.schemas.digest.RecordIds;
import io.plumbline.schemas.record.ActivationBatch;
import io.plumbline.schemas.record.BatchPosition;
import io.plumbline.schemas.record.ExtractionTask;
import io.plumbline.schemas.record.FeatureBatch;
import io.plumbline.schemas.record.LogProbBatch;
import io.plumbline.schemas.record.ReadoutBatch;
import io.plumbline.schemas.record.RowRole;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/**
 * Holds the batches of a run against the tasks that call for them. A task calls for one sequence of
 * batches per hook and role, one of log-probabilities, one of readouts, and one of features per
 * hook with target rows; the batch marked as last says how many there are in a sequence. Tasks have
 * to be added before batches.
 */
public final class BatchLedger {
  private static final String ACTIVATIONS = "activations";
  private static final String LOG_PROBS = "log-probs";
  private static final String READOUTS = "readouts";
  private static final String FEATURES = "features";

  /** Sequences that are called for, with the index of the last batch once it is known. */
  private final Map<String, Integer> lastIndices = new HashMap<>();

  private final Set<String> received = new HashSet<>();
  private int duplicated;

  /** Notes what a task calls for. */
  public void add(ExtractionTask task) {
    int shard = task.getShard();
    for (String hook : task.getHooks()) {
      expect(sequence(ACTIVATIONS, hook, task.getRole(), task.getOrdinal(), shard));
      if (task.getRole() == RowRole.TARGET) {
        expect(sequence(FEATURES, hook, RowRole.TARGET, task.getOrdinal(), shard));
      }
    }
    if (task.getRole() == RowRole.TARGET) {
      expect(sequence(LOG_PROBS, "", RowRole.TARGET, task.getOrdinal(), shard));
    }
    if (task.getDecisionHook() != null) {
      expectDecisions(task, task.getDecisionHook());
    }
    task.getContributionHooks().forEach(hook -> expectDecisions(task, hook));
    if (task.getUnembedding() != null) {
      expect(sequence(READOUTS, "", RowRole.TARGET, task.getOrdinal(), shard));
    }
  }

  /** Notes a batch. */
  public void add(ActivationBatch batch) {
    add(ACTIVATIONS, batch.getHook(), batch.getRole(), batch.getPosition(), RecordIds.of(batch));
  }

  /** Notes a batch. */
  public void add(LogProbBatch batch) {
    add(LOG_PROBS, "", RowRole.TARGET, batch.getPosition(), RecordIds.of(batch));
  }

  /** Notes a batch. */
  public void add(ReadoutBatch batch) {
    add(READOUTS, "", RowRole.TARGET, batch.getPosition(), RecordIds.of(batch));
  }

  /** Notes a batch. */
  public void add(FeatureBatch batch) {
    add(FEATURES, batch.getHook(), RowRole.TARGET, batch.getPosition(), RecordIds.of(batch));
  }

  private void expectDecisions(ExtractionTask task, String hook) {
    expect(sequence(ACTIVATIONS, hook, RowRole.DECISION, task.getOrdinal(), task.getShard()));
  }

  private void expect(String sequence) {
    lastIndices.putIfAbsent(sequence, -1);
  }

  private void add(String topic, String hook, RowRole role, BatchPosition position, String id) {
    String sequence = sequence(topic, hook, role, position.getOrdinal(), position.getShard());
    if (!received.add(topic + "/" + id)) {
      duplicated++;
    }
    if (position.getLast()) {
      lastIndices.replace(sequence, position.getIndex());
    }
  }

  /**
   * The balance so far. A sequence whose last batch has not come counts as one batch expected, so
   * that it shows as missing.
   */
  public BatchCount count() {
    int expected = lastIndices.values().stream().mapToInt(last -> Math.max(1, last + 1)).sum();
    return new BatchCount(expected, received.size(), duplicated);
  }

  private static String sequence(String topic, String hook, RowRole role, int ordinal, int shard) {
    return topic + "/" + hook + "/" + role + "/" + ordinal + "/" + shard;
  }
}
