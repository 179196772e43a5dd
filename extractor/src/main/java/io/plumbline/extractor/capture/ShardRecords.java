package io.plumbline.extractor.capture;

import io.plumbline.extractor.model.CausalModel;
import io.plumbline.extractor.model.HookPoint;
import io.plumbline.schemas.UserError;
import io.plumbline.schemas.record.ActivationBatch;
import io.plumbline.schemas.record.Dtype;
import io.plumbline.schemas.record.ExtractionTask;
import io.plumbline.schemas.record.LogProbBatch;
import io.plumbline.schemas.record.RowRole;
import io.plumbline.schemas.settings.RunSettings;
import io.plumbline.schemas.settings.Settings;
import java.util.ArrayList;
import java.util.List;

/**
 * All records of one shard, in canonical order: of every stream that the shard feeds at least one
 * batch, the last of it marked.
 *
 * @param activations TARGET or CORPUS rows by hook, then DECISION rows
 * @param logProbs log-probabilities of the items' targets; none for a CORPUS shard
 */
public record ShardRecords(List<ActivationBatch> activations, List<LogProbBatch> logProbs) {

  /** Number of records. */
  public int size() {
    return activations.size() + logProbs.size();
  }

  /**
   * Runs the model over a shard.
   *
   * @param readings readings of its items, in order
   * @param plan gives the columns of lexicon rows
   * @throws UserError if a result is not a finite number
   * @throws InterruptedException if the calling thread was interrupted
   */
  public static ShardRecords extract(
      ExtractionTask task,
      List<Reading> readings,
      ReadingPlan plan,
      CausalModel model,
      ShardReader reader)
      throws InterruptedException {
    List<HookPoint> hooks = task.getHooks().stream().map(HookPoint::parse).toList();
    HookPoint decisionHook =
        task.getDecisionHook() == null ? null : HookPoint.parse(task.getDecisionHook());
    List<ReadingResult> results = reader.read(model, readings, hooks, decisionHook);
    RunSettings settings = RunSettings.of(task.getSettings());
    ActivationStream streams =
        new ActivationStream(
            task,
            model.architecture().width(),
            Dtype.valueOf(settings.get(Settings.PAYLOAD).name()),
            settings.get(Settings.BATCH_ROWS));
    List<ActivationBatch> activations = new ArrayList<>();
    for (HookPoint hook : hooks) {
      activations.addAll(
          streams.batches(hook.name(), task.getRole(), CapturedRow.at(hook, readings, results)));
    }
    if (decisionHook != null) {
      activations.addAll(
          streams.batches(
              decisionHook.name(), RowRole.DECISION, CapturedRow.decisions(readings, results)));
    }
    List<LogProbBatch> logProbs =
        task.getRole() == RowRole.TARGET
            ? new LogProbStream(task, plan, settings.get(Settings.BATCH_ROWS))
                .batches(readings, results)
            : List.of();
    return new ShardRecords(activations, logProbs);
  }

  /** The records of a shard that could not be extracted: one empty batch per stream. */
  public static ShardRecords failure(ExtractionTask task, String reason) {
    List<ActivationBatch> activations = new ArrayList<>();
    for (String hook : task.getHooks()) {
      activations.add(ActivationStream.failure(task, hook, task.getRole(), reason));
    }
    if (task.getDecisionHook() != null) {
      activations.add(
          ActivationStream.failure(task, task.getDecisionHook(), RowRole.DECISION, reason));
    }
    List<LogProbBatch> logProbs =
        task.getRole() == RowRole.TARGET ? List.of(LogProbStream.failure(task, reason)) : List.of();
    return new ShardRecords(activations, logProbs);
  }
}
