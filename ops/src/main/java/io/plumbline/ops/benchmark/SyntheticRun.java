package io.plumbline.ops.benchmark;

import io.plumbline.extractor.coordinator.GivenDictionary;
import io.plumbline.schemas.digest.DatasetDigest;
import io.plumbline.schemas.digest.RunDigest;
import io.plumbline.schemas.digest.Sha256;
import io.plumbline.schemas.record.ActivationBatch;
import io.plumbline.schemas.record.BatchPosition;
import io.plumbline.schemas.record.CheckpointArrived;
import io.plumbline.schemas.record.DictionaryVersion;
import io.plumbline.schemas.record.Dtype;
import io.plumbline.schemas.record.FeedbackDataset;
import io.plumbline.schemas.record.FeedbackItem;
import io.plumbline.schemas.record.LogProbBatch;
import io.plumbline.schemas.record.RowRole;
import io.plumbline.schemas.record.RunSpec;
import io.plumbline.schemas.serde.TrustedRecords;
import io.plumbline.schemas.settings.RunSettings;
import io.plumbline.schemas.tensor.TensorPayload;
import io.plumbline.streamjobs.dictionary.Dictionary;
import io.plumbline.streamjobs.dictionary.DictionaryCodec;
import java.nio.ByteBuffer;
import java.util.Collections;
import java.util.List;
import java.util.stream.Stream;

/** What an extractor would publish of a run at one hook, with a given dictionary. */
abstract class SyntheticRun {
  static final String HOOK = "blocks.0.hook_mlp_out";

  private static final long TIME = 1;

  static {
    TrustedRecords.trust();
  }

  private final String name;
  private final Dictionary dictionary;

  /**
   * @param name of the run
   * @param dictionary that the run is given
   */
  SyntheticRun(String name, Dictionary dictionary) {
    this.name = name;
    this.dictionary = dictionary;
  }

  String name() {
    return name;
  }

  /** d_model. */
  int width() {
    return dictionary.width();
  }

  /** The stated feedback. */
  abstract List<FeedbackItem> feedback();

  /** Activations of a checkpoint, made one batch after the other. */
  abstract Stream<ActivationBatch> activations(int ordinal);

  /** Log-probabilities of a checkpoint, made one batch after the other. */
  abstract Stream<LogProbBatch> logProbs(int ordinal);

  /** Number of probe reports of each checkpoint. */
  abstract int reports();

  RunSpec spec() {
    List<FeedbackItem> items = feedback();
    return RunDigest.sealed(
        RunSpec.newBuilder()
            .setRun(name)
            .setDigest("")
            .setTime(TIME)
            .setCodeVersion("benchmark")
            .setBaseModel("benchmark")
            .setBaseDigest("0")
            .setFeedback(new FeedbackDataset(name, DatasetDigest.of(items), items.size()))
            .setSettings(
                RunSettings.defaults()
                    .with("dictionary.given", HOOK + "=" + dictionary.digest())
                    .toRecords())
            .build());
  }

  List<DictionaryVersion> weights() {
    return new GivenDictionary(
            HOOK,
            dictionary.kind(),
            dictionary.width(),
            dictionary.features(),
            dictionary.digest(),
            DictionaryCodec.toBytes(dictionary))
        .chunks(name, TIME);
  }

  CheckpointArrived checkpoint(int ordinal) {
    return CheckpointArrived.newBuilder()
        .setRun(name)
        .setStep(ordinal)
        .setOrdinal(ordinal)
        .setCheckpoint("checkpoint-" + ordinal)
        .setLocation("")
        .setTime(TIME + ordinal)
        .build();
  }

  /** A batch of activations at the targets. */
  ActivationBatch activations(
      BatchPosition position, List<String> items, List<Integer> candidates, float[] values) {
    ByteBuffer payload = TensorPayload.encode(values, Dtype.F32);
    return ActivationBatch.newBuilder()
        .setPosition(position)
        .setHook(HOOK)
        .setRole(RowRole.TARGET)
        .setHooks(List.of(HOOK))
        .setItems(items)
        .setCandidates(candidates)
        .setTokens(Collections.nCopies(items.size(), 5))
        .setWidth(width())
        .setDtype(Dtype.F32)
        .setDigest(Sha256.hex(payload))
        .setPayload(payload)
        .build();
  }

  /** A batch of log-probabilities that says nothing yet of what its columns are. */
  static LogProbBatch.Builder logProbs(BatchPosition position, List<String> items, float[] values) {
    ByteBuffer payload = TensorPayload.encode(values, Dtype.F32);
    return LogProbBatch.newBuilder()
        .setPosition(position)
        .setItems(items)
        .setDtype(Dtype.F32)
        .setDigest(Sha256.hex(payload))
        .setPayload(payload);
  }

  /** A place in the only shard of a checkpoint. */
  BatchPosition position(int ordinal, int index, boolean last) {
    return BatchPosition.newBuilder()
        .setRun(name)
        .setStep(ordinal)
        .setOrdinal(ordinal)
        .setCheckpoint("checkpoint-" + ordinal)
        .setShard(0)
        .setShards(1)
        .setIndex(index)
        .setLast(last)
        .setTime(TIME + ordinal)
        .build();
  }

  static String item(int i) {
    return "item-" + i;
  }
}
