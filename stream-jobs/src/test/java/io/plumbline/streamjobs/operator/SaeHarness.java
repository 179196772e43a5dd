package io.plumbline.streamjobs.operator;

import io.plumbline.schemas.digest.TopicDigest;
import io.plumbline.schemas.record.ActivationBatch;
import io.plumbline.schemas.record.DictionaryVersion;
import io.plumbline.schemas.record.FeatureBatch;
import io.plumbline.schemas.record.RunSpec;
import io.plumbline.streamjobs.source.Received;
import io.plumbline.streamjobs.source.Rejected;
import io.plumbline.streamjobs.state.RecordType;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import org.apache.flink.api.common.serialization.SerializerConfigImpl;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.apache.flink.streaming.api.operators.co.CoBroadcastWithKeyedOperator;
import org.apache.flink.streaming.api.watermark.Watermark;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.apache.flink.streaming.util.KeyedBroadcastOperatorTestHarness;
import org.apache.flink.types.Either;
import org.apache.flink.util.OutputTag;

/** {@link SaeFunction} in Flink's own operator, which can be stopped and restored at any point. */
final class SaeHarness implements AutoCloseable {
  static final Duration PATIENCE = Duration.ofMinutes(1);
  static final Duration FORGET_AFTER = Duration.ofDays(3);

  final List<FeatureBatch> features = new ArrayList<>();
  final List<DictionaryVersion> dictionaries = new ArrayList<>();
  final List<Rejected<ActivationBatch>> rejected = new ArrayList<>();
  final List<Rejected<RunSpec>> rejectedRuns = new ArrayList<>();

  final List<Rejected<DictionaryVersion>> rejectedWeights = new ArrayList<>();

  private KeyedBroadcastOperatorTestHarness<
          String,
          Either<Received<ActivationBatch>, Received<DictionaryVersion>>,
          Statement,
          FeatureBatch>
      harness;
  private long offset;

  SaeHarness() throws Exception {
    open(null);
  }

  /** All features of a run, from its activations in their order. */
  static List<FeatureBatch> encode(TinyRun run) throws Exception {
    try (SaeHarness sae = new SaeHarness()) {
      sae.specify(run.spec());
      for (ActivationBatch batch : run.activations()) {
        sae.add(batch);
      }
      return sae.features;
    }
  }

  private void open(OperatorSubtaskState restored) throws Exception {
    harness =
        new KeyedBroadcastOperatorTestHarness<>(
            new CoBroadcastWithKeyedOperator<>(
                new SaeFunction(PATIENCE, FORGET_AFTER), List.of(Statements.descriptors())),
            SaeInput::key,
            Types.STRING,
            128,
            1,
            0);
    harness.setup(
        new RecordType<>(FeatureBatch.class).createSerializer(new SerializerConfigImpl()));
    if (restored != null) {
      harness.initializeState(restored);
    }
    harness.open();
  }

  void specify(RunSpec spec) throws Exception {
    harness.processBroadcastElement(
        new StreamRecord<>(Statement.ofSpec(Runs.received(spec, offset++))));
    collect();
  }

  void add(ActivationBatch batch) throws Exception {
    harness.processElement(new StreamRecord<>(SaeInput.left(Runs.received(batch, offset++))));
    collect();
  }

  void give(DictionaryVersion chunk) throws Exception {
    harness.processElement(new StreamRecord<>(SaeInput.right(Runs.received(chunk, offset++))));
    collect();
  }

  /** A record of activations that could not be read. */
  void loseActivations(String key) throws Exception {
    harness.processElement(new StreamRecord<>(SaeInput.left(Runs.lost(key, offset++))));
    collect();
  }

  /** A record of given weights that could not be read. */
  void loseWeights(String key) throws Exception {
    harness.processElement(new StreamRecord<>(SaeInput.right(Runs.lost(key, offset++))));
    collect();
  }

  void hearOf(String run) throws Exception {
    harness.processBroadcastElement(new StreamRecord<>(Statement.ofRun(run)));
    collect();
  }

  void passTime(Duration duration) throws Exception {
    harness.setProcessingTime(harness.getProcessingTime() + duration.toMillis());
    collect();
  }

  /** A crash after a checkpoint. */
  void restart() throws Exception {
    restart(snapshot());
  }

  OperatorSubtaskState snapshot() throws Exception {
    return harness.snapshot(1, 1);
  }

  /** Goes on from the state of another. */
  void restart(OperatorSubtaskState snapshot) throws Exception {
    long now = harness.getProcessingTime();
    harness.close();
    open(snapshot);
    harness.setProcessingTime(now);
  }

  /** The input has ended on both sides. */
  void end() throws Exception {
    harness.processWatermark(Watermark.MAX_WATERMARK);
    harness.processBroadcastWatermark(Watermark.MAX_WATERMARK);
    collect();
  }

  /** Bytes of a snapshot. */
  long stateSize() throws Exception {
    return harness.snapshot(1, 1).getStateSize();
  }

  String featuresDigest(String run) {
    TopicDigest digest = new TopicDigest();
    features.stream().filter(f -> f.getPosition().getRun().equals(run)).forEach(digest::add);
    return digest.hex();
  }

  String dictionariesDigest(String run) {
    TopicDigest digest = new TopicDigest();
    dictionaries.stream().filter(d -> d.getRun().equals(run)).forEach(digest::add);
    return digest.hex();
  }

  private void collect() {
    features.addAll(harness.extractOutputValues());
    harness.getOutput().clear();
    drain(SaeFunction.DICTIONARIES, dictionaries);
    drain(Rejected.tag(ActivationBatch.class), rejected);
    drain(Rejected.tag(DictionaryVersion.class), rejectedWeights);
    drain(Rejected.tag(RunSpec.class), rejectedRuns);
  }

  private <T> void drain(OutputTag<T> tag, List<T> into) {
    Queue<StreamRecord<T>> output = harness.getSideOutput(tag);
    while (output != null && !output.isEmpty()) {
      into.add(output.remove().getValue());
    }
  }

  @Override
  public void close() throws Exception {
    harness.close();
  }
}
