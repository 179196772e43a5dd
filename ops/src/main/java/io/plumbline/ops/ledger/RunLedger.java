package io.plumbline.ops.ledger;

import io.plumbline.ops.replay.RunRecords;
import io.plumbline.schemas.record.ActivationBatch;
import io.plumbline.schemas.record.ExtractionTask;
import io.plumbline.schemas.record.FeatureBatch;
import io.plumbline.schemas.record.LogProbBatch;
import io.plumbline.schemas.record.ReadoutBatch;
import io.plumbline.schemas.topic.TopicNames;
import io.plumbline.schemas.topic.Topics;

/** The ledger of a run, read from its topics. */
public final class RunLedger {
  private RunLedger() {}

  /**
   * Counts the batches of a run.
   *
   * @param inputs where tasks, activations, log-probabilities and readouts are
   * @param outputs where features are
   */
  public static BatchCount count(RunRecords records, TopicNames inputs, TopicNames outputs) {
    BatchLedger ledger = extraction(records, inputs);
    records.read(outputs, Topics.FEATURES, (key, batch) -> ledger.add((FeatureBatch) batch));
    records.read(
        inputs, Topics.EXTRACTION_TASKS, (key, task) -> ledger.addFeatures((ExtractionTask) task));
    return ledger.count();
  }

  /** What was extracted so far, held against the tasks. */
  public static BatchLedger extraction(RunRecords records, TopicNames names) {
    BatchLedger ledger = new BatchLedger();
    records.read(names, Topics.ACTIVATIONS, (key, batch) -> ledger.add((ActivationBatch) batch));
    records.read(names, Topics.LOG_PROBS, (key, batch) -> ledger.add((LogProbBatch) batch));
    records.read(names, Topics.READOUTS, (key, batch) -> ledger.add((ReadoutBatch) batch));
    // Tasks come last: then there is the task of every batch that was read, also while both go on.
    records.read(
        names, Topics.EXTRACTION_TASKS, (key, task) -> ledger.addExtraction((ExtractionTask) task));
    return ledger;
  }
}
