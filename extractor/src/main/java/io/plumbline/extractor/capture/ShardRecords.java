package io.plumbline.extractor.capture;

import io.plumbline.extractor.model.CausalModel;
import io.plumbline.extractor.model.HookPoint;
import io.plumbline.schemas.UserError;
import io.plumbline.schemas.record.ActivationBatch;
import io.plumbline.schemas.record.Dtype;
import io.plumbline.schemas.record.ExtractionTask;
import io.plumbline.schemas.record.LogProbBatch;
import io.plumbline.schemas.record.ReadoutBatch;
import io.plumbline.schemas.record.RowRole;
import io.plumbline.schemas.settings.RunSettings;
import io.plumbline.schemas.settings.Settings;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * All records of one shard, in canonical order: of every stream that the shard feeds at least one
 * batch, the last of it marked.
 *
 * @param activations TARGET or CORPUS rows by hook, then DECISION rows
 * @param logProbs log-probabilities of the items' targets; none for a CORPUS shard
 * @param readouts how the model turns the last DECISION rows into logits; none for a CORPUS shard
 */
public record ShardRecords(
    List<ActivationBatch> activations, List<LogProbBatch> logProbs, List<ReadoutBatch> readouts) {

  /** Number of records. */
  public int size() {
    return activations.size() + logProbs.size() + readouts.size();
  }

  /**
   * Runs the model over a shard.
   *
   * @param readings readings of its items, in order
   * @param lexica ids of its LEXICON items
   * @param plan gives the columns of lexicon rows
   * @throws UserError if a result is not a finite number
   * @throws InterruptedException if the calling thread was interrupted
   */
  public static ShardRecords extract(
      ExtractionTask task,
      List<Reading> readings,
      List<String> lexica,
      ReadingPlan plan,
      CausalModel model,
      ShardReader reader)
      throws InterruptedException {
    List<HookPoint> hooks = task.getHooks().stream().map(HookPoint::parse).toList();
    List<HookPoint> decisionHooks = decisionHooks(task).map(HookPoint::parse).toList();
    List<ReadingResult> results = reader.read(model, readings, hooks, decisionHooks);
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
    for (HookPoint hook : decisionHooks) {
      activations.addAll(
          streams.batches(
              hook.name(), RowRole.DECISION, CapturedRow.decisions(hook, readings, results)));
    }
    List<LogProbBatch> logProbs =
        task.getRole() == RowRole.TARGET
            ? new LogProbStream(task, plan, settings.get(Settings.BATCH_ROWS))
                .batches(readings, results)
            : List.of();
    List<ReadoutBatch> readouts =
        task.getUnembedding() == null
            ? List.of()
            : new ReadoutStream(task, plan).batches(lexica, readings, model.readout());
    return new ShardRecords(activations, logProbs, readouts);
  }

  /** Hook points of the decisions, the final residual stream first. */
  static Stream<String> decisionHooks(ExtractionTask task) {
    return Stream.concat(
        Stream.ofNullable(task.getDecisionHook()), task.getContributionHooks().stream());
  }

  /** The records of a shard that could not be extracted: one empty batch per stream. */
  public static ShardRecords failure(ExtractionTask task, String reason) {
    List<ActivationBatch> activations = new ArrayList<>();
    for (String hook : task.getHooks()) {
      activations.add(ActivationStream.failure(task, hook, task.getRole(), reason));
    }
    decisionHooks(task)
        .map(hook -> ActivationStream.failure(task, hook, RowRole.DECISION, reason))
        .forEach(activations::add);
    List<LogProbBatch> logProbs =
        task.getRole() == RowRole.TARGET ? List.of(LogProbStream.failure(task, reason)) : List.of();
    List<ReadoutBatch> readouts =
        task.getUnembedding() == null ? List.of() : List.of(ReadoutStream.failure(task, reason));
    return new ShardRecords(activations, logProbs, readouts);
  }
}
