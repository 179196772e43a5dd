package io.plumbline.extractor.coordinator;

import io.plumbline.extractor.capture.ItemCost;
import io.plumbline.extractor.capture.ShardCut;
import io.plumbline.extractor.feedback.Dataset;
import io.plumbline.schemas.record.CheckpointArrived;
import io.plumbline.schemas.record.ExtractionTask;
import io.plumbline.schemas.record.RowRole;
import io.plumbline.schemas.settings.Settings;
import java.util.ArrayList;
import java.util.List;

/** Cuts checkpoints into tasks: the same for every checkpoint, whoever cuts. */
record TaskPlan(RunInputs inputs, List<String> hooks) {

  /** The base's tasks: its feedback as at every checkpoint, and the dictionary's texts. */
  List<ExtractionTask> ofBase(CheckpointArrived base) {
    Dataset corpus = inputs.corpus().orElse(inputs.feedback());
    List<ExtractionTask> tasks =
        new ArrayList<>(tasks(base, RowRole.CORPUS, corpus, inputs.corpusCosts()));
    tasks.addAll(ofTuned(base));
    return tasks;
  }

  List<ExtractionTask> ofTuned(CheckpointArrived checkpoint) {
    return tasks(checkpoint, RowRole.TARGET, inputs.feedback(), inputs.feedbackCosts());
  }

  /** The base's head serves every checkpoint that did not train it. */
  private static boolean hasOwnHead(CheckpointArrived checkpoint) {
    return checkpoint.getOrdinal() == 0 || !Boolean.FALSE.equals(checkpoint.getHeadTrained());
  }

  private List<ExtractionTask> tasks(
      CheckpointArrived checkpoint, RowRole role, Dataset dataset, List<ItemCost> costs) {
    int width = inputs.architecture().width();
    boolean target = role == RowRole.TARGET;
    List<String> contributions = target ? inputs.contributionHooks() : List.of();
    int decisionHooks = contributions.size() + 1;
    List<ShardCut.Range> shards =
        ShardCut.of(
            costs.stream().map(cost -> cost.bytes(hooks.size(), decisionHooks, width)).toList(),
            inputs.settings().get(Settings.SHARD_ITEMS));
    List<ExtractionTask> tasks = new ArrayList<>();
    for (int shard = 0; shard < shards.size(); shard++) {
      tasks.add(
          ExtractionTask.newBuilder()
              .setRun(checkpoint.getRun())
              .setStep(checkpoint.getStep())
              .setOrdinal(checkpoint.getOrdinal())
              .setCheckpoint(checkpoint.getCheckpoint())
              .setLocation(checkpoint.getLocation())
              .setBaseLocation(inputs.base().toString())
              .setTime(checkpoint.getTime())
              .setRole(role)
              .setDataset(dataset.record().getId())
              .setFromItem(shards.get(shard).from())
              .setToItem(shards.get(shard).to())
              .setShard(shard)
              .setShards(shards.size())
              .setHooks(hooks)
              .setDecisionHook(target ? inputs.decisionHook() : null)
              .setContributionHooks(contributions)
              .setUnembedding(target ? hasOwnHead(checkpoint) : null)
              .setSettings(inputs.settings().toRecords())
              .build());
    }
    return tasks;
  }
}
