package io.plumbline.streamjobs.operator;

import io.plumbline.schemas.digest.TopicDigest;
import io.plumbline.schemas.record.CheckpointArrived;
import io.plumbline.schemas.record.FeatureBatch;
import io.plumbline.schemas.record.FeedbackItem;
import io.plumbline.schemas.record.ImplicitFeedback;
import io.plumbline.schemas.record.LogProbBatch;
import io.plumbline.schemas.record.ProbeReport;
import io.plumbline.schemas.record.RunSpec;
import io.plumbline.streamjobs.source.Rejected;
import io.plumbline.streamjobs.state.RecordType;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import org.apache.avro.specific.SpecificRecordBase;
import org.apache.flink.api.common.serialization.SerializerConfigImpl;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.apache.flink.streaming.api.operators.co.CoBroadcastWithKeyedOperator;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.apache.flink.streaming.util.KeyedBroadcastOperatorTestHarness;
import org.apache.flink.util.OutputTag;

/** {@link ProbeFunction} in Flink's own operator, which can be stopped and restored any time. */
final class ProbeHarness implements AutoCloseable {
  static final Duration PATIENCE = Duration.ofMinutes(1);
  static final Duration FORGET_AFTER = Duration.ofDays(3);

  final List<ProbeReport> reports = new ArrayList<>();
  final List<ImplicitFeedback> implicit = new ArrayList<>();
  final List<Rejected<FeatureBatch>> rejectedFeatures = new ArrayList<>();
  final List<Rejected<LogProbBatch>> rejectedLogProbs = new ArrayList<>();
  final List<Rejected<RunSpec>> rejectedRuns = new ArrayList<>();
  final List<Rejected<FeedbackItem>> rejectedItems = new ArrayList<>();

  private KeyedBroadcastOperatorTestHarness<String, ProbeEvidence, Statement, ProbeReport> harness;
  private long offset;

  ProbeHarness() throws Exception {
    open(null);
  }

  private void open(OperatorSubtaskState restored) throws Exception {
    harness =
        new KeyedBroadcastOperatorTestHarness<>(
            new CoBroadcastWithKeyedOperator<>(
                new ProbeFunction(PATIENCE, FORGET_AFTER), List.of(Statements.descriptors())),
            ProbeEvidence::run,
            Types.STRING,
            128,
            1,
            0);
    harness.setup(new RecordType<>(ProbeReport.class).createSerializer(new SerializerConfigImpl()));
    if (restored != null) {
      harness.initializeState(restored);
    }
    harness.open();
  }

  /** Processes a record of any of the five inputs. */
  void add(SpecificRecordBase record) throws Exception {
    long place = offset++;
    if (record instanceof RunSpec spec) {
      harness.processBroadcastElement(
          new StreamRecord<>(Statement.ofSpec(Runs.received(spec, place))));
    } else if (record instanceof FeedbackItem item) {
      harness.processBroadcastElement(
          new StreamRecord<>(Statement.ofItem(Runs.received(item, place))));
    } else if (record instanceof FeatureBatch batch) {
      harness.processElement(
          new StreamRecord<>(ProbeEvidence.ofFeatures(Runs.received(batch, place))));
    } else if (record instanceof LogProbBatch batch) {
      harness.processElement(
          new StreamRecord<>(ProbeEvidence.ofLogProbs(Runs.received(batch, place))));
    } else if (record instanceof CheckpointArrived checkpoint) {
      harness.processElement(
          new StreamRecord<>(ProbeEvidence.ofCheckpoint(Runs.received(checkpoint, place))));
    } else {
      throw new IllegalArgumentException(record.getClass().getSimpleName());
    }
    collect();
  }

  /** A record of features that could not be read. */
  void loseFeatures(String key) throws Exception {
    harness.processElement(new StreamRecord<>(ProbeEvidence.ofFeatures(Runs.lost(key, offset++))));
    collect();
  }

  /** A record of log-probabilities that could not be read. */
  void loseLogProbs(String key) throws Exception {
    harness.processElement(new StreamRecord<>(ProbeEvidence.ofLogProbs(Runs.lost(key, offset++))));
    collect();
  }

  /** The announcement of a checkpoint that could not be read. */
  void loseAnnouncement(String run) throws Exception {
    harness.processElement(
        new StreamRecord<>(ProbeEvidence.ofCheckpoint(Runs.lost(run, offset++))));
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

  /** Bytes of a snapshot. */
  long stateSize() throws Exception {
    return harness.snapshot(1, 1).getStateSize();
  }

  String digest() {
    TopicDigest all = new TopicDigest();
    reports.forEach(all::add);
    TopicDigest items = new TopicDigest();
    implicit.forEach(items::add);
    return all.hex() + items.hex();
  }

  ProbeReport report(String probe, int ordinal) {
    return reports.stream()
        .filter(r -> r.getProbe().equals(probe) && r.getOrdinal() == ordinal)
        .findFirst()
        .orElseThrow();
  }

  private void collect() {
    reports.addAll(harness.extractOutputValues());
    harness.getOutput().clear();
    drain(ProbeFunction.IMPLICIT, implicit);
    drain(Rejected.tag(FeatureBatch.class), rejectedFeatures);
    drain(Rejected.tag(LogProbBatch.class), rejectedLogProbs);
    drain(Rejected.tag(RunSpec.class), rejectedRuns);
    drain(Rejected.tag(FeedbackItem.class), rejectedItems);
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
