package io.plumbline.streamjobs.operator;

import io.plumbline.schemas.digest.TopicDigest;
import io.plumbline.schemas.record.ActivationBatch;
import io.plumbline.schemas.record.AttributionReport;
import io.plumbline.schemas.record.CheckpointArrived;
import io.plumbline.schemas.record.DictionaryVersion;
import io.plumbline.schemas.record.FeedbackItem;
import io.plumbline.schemas.record.LogProbBatch;
import io.plumbline.schemas.record.ReadoutBatch;
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

/** {@link AttributionFunction} in Flink's own operator, which can be stopped and restored. */
final class AttributionHarness implements AutoCloseable {
  static final Duration PATIENCE = Duration.ofMinutes(1);
  static final Duration FORGET_AFTER = Duration.ofDays(3);

  final List<AttributionReport> reports = new ArrayList<>();
  final List<DictionaryVersion> dictionaries = new ArrayList<>();
  final List<Rejected<ActivationBatch>> rejectedActivations = new ArrayList<>();
  final List<Rejected<ReadoutBatch>> rejectedReadouts = new ArrayList<>();

  private KeyedBroadcastOperatorTestHarness<String, DecisionEvidence, Statement, AttributionReport>
      harness;
  private long offset;

  AttributionHarness() throws Exception {
    open(null);
  }

  private void open(OperatorSubtaskState restored) throws Exception {
    harness =
        new KeyedBroadcastOperatorTestHarness<>(
            new CoBroadcastWithKeyedOperator<>(
                new AttributionFunction(PATIENCE, FORGET_AFTER), List.of(Statements.descriptors())),
            DecisionEvidence::run,
            Types.STRING,
            128,
            1,
            0);
    harness.setup(
        new RecordType<>(AttributionReport.class).createSerializer(new SerializerConfigImpl()));
    if (restored != null) {
      harness.initializeState(restored);
    }
    harness.open();
  }

  /** Processes a record of any of the six inputs. */
  void add(SpecificRecordBase record) throws Exception {
    long place = offset++;
    if (record instanceof RunSpec spec) {
      harness.processBroadcastElement(
          new StreamRecord<>(Statement.ofSpec(Runs.received(spec, place))));
    } else if (record instanceof FeedbackItem item) {
      harness.processBroadcastElement(
          new StreamRecord<>(Statement.ofItem(Runs.received(item, place))));
    } else {
      harness.processElement(new StreamRecord<>(evidence(record, place)));
    }
    collect();
  }

  private static DecisionEvidence evidence(SpecificRecordBase record, long place) {
    if (record instanceof ActivationBatch batch) {
      return DecisionEvidence.ofActivations(Runs.received(batch, place));
    } else if (record instanceof ReadoutBatch batch) {
      return DecisionEvidence.ofReadout(Runs.received(batch, place));
    } else if (record instanceof LogProbBatch batch) {
      return DecisionEvidence.ofLogProbs(Runs.received(batch, place));
    } else if (record instanceof CheckpointArrived checkpoint) {
      return DecisionEvidence.ofCheckpoint(Runs.received(checkpoint, place));
    }
    throw new IllegalArgumentException(record.getClass().getSimpleName());
  }

  /** A record that could not be read. */
  void lose(DecisionEvidence evidence) throws Exception {
    harness.processElement(new StreamRecord<>(evidence));
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
    TopicDigest trained = new TopicDigest();
    dictionaries.forEach(trained::add);
    return all.hex() + trained.hex();
  }

  private void collect() {
    reports.addAll(harness.extractOutputValues());
    harness.getOutput().clear();
    drain(AttributionFunction.DICTIONARIES, dictionaries);
    drain(Rejected.tag(ActivationBatch.class), rejectedActivations);
    drain(Rejected.tag(ReadoutBatch.class), rejectedReadouts);
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
