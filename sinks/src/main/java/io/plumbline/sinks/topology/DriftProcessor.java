package io.plumbline.sinks.topology;

import io.plumbline.schemas.digest.CanonicalBytes;
import io.plumbline.schemas.record.Alert;
import io.plumbline.schemas.record.DeadLetter;
import io.plumbline.schemas.record.DriftReport;
import io.plumbline.schemas.record.ImplicitFeedback;
import io.plumbline.schemas.record.ProbeReport;
import io.plumbline.schemas.record.RunSpec;
import io.plumbline.schemas.record.Score;
import io.plumbline.schemas.settings.RunSettings;
import io.plumbline.schemas.topic.Keys;
import io.plumbline.sinks.alert.Evaluation;
import io.plumbline.sinks.alert.Thresholds;
import io.plumbline.sinks.drift.CheckpointParts;
import io.plumbline.sinks.drift.DriftReports;
import io.plumbline.sinks.drift.WordEvidence;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.processor.api.RecordMetadata;

/**
 * Collects the parts of checkpoints and reports on each as soon as it is complete and all before it
 * are reported. What it writes for a run is a function of the set of records that came in, not of
 * their order.
 */
final class DriftProcessor implements Processor<String, SpecificRecord, String, SpecificRecord> {
  private final Map<String, String> overrides;
  private ProcessorContext<String, SpecificRecord> context;
  private RunState state;

  /**
   * @param overrides settings that replace those of the run, by name
   */
  DriftProcessor(Map<String, String> overrides) {
    this.overrides = overrides;
  }

  @Override
  public void init(ProcessorContext<String, SpecificRecord> processorContext) {
    context = processorContext;
    state = new RunState(processorContext);
  }

  @Override
  public void process(Record<String, SpecificRecord> record) {
    SpecificRecord value = record.value();
    Optional<? extends SpecificRecord> before = Optional.empty();
    if (value instanceof RunSpec spec) {
      RunSpec kept = state.keep(spec);
      before = kept.getDigest().equals(spec.getDigest()) ? Optional.empty() : Optional.of(kept);
    } else if (value instanceof ProbeReport part) {
      before = part.getOrdinal() < state.next(part.getRun()) ? before : state.keep(part);
    } else if (value instanceof ImplicitFeedback part) {
      before = part.getOrdinal() < state.next(part.getRun()) ? before : state.keep(part);
    }
    if (before.isPresent() && !before.get().equals(value)) {
      refuse(record, "differs from an earlier record with the same identity, which is kept");
      return;
    }
    advance(record.key());
  }

  private void advance(String run) {
    Optional<RunSpec> spec = state.spec(run);
    if (spec.isEmpty()) {
      return;
    }
    CheckpointParts parts = state.parts(run, state.next(run));
    while (parts.complete()) {
      report(spec.get(), parts);
      parts = state.parts(run, state.next(run));
    }
  }

  private void report(RunSpec spec, CheckpointParts parts) {
    DriftReport bare = DriftReports.of(parts);
    List<Score> previous =
        state.evidence(spec.getRun()).map(DriftReport::getMeasures).orElse(List.of());
    Evaluation evaluation =
        Evaluation.of(
            thresholds(spec),
            state.alerts(spec.getRun()),
            previous,
            bare,
            new WordEvidence(parts.policyItems()));
    DriftReport report = DriftReport.newBuilder(bare).setSeverity(evaluation.severity()).build();
    state.reported(report, parts.policy().isPresent());
    context.forward(new Record<>(report.getRun(), report, report.getTime()));
    for (Alert alert : evaluation.changed()) {
      state.alerted(alert);
      context.forward(
          new Record<>(Keys.of(alert.getRun(), alert.getRule()), alert, alert.getTime()));
    }
  }

  private Thresholds thresholds(RunSpec spec) {
    RunSettings settings = RunSettings.of(spec.getSettings());
    for (Map.Entry<String, String> override : overrides.entrySet()) {
      settings = settings.with(override.getKey(), override.getValue());
    }
    return Thresholds.of(settings);
  }

  private void refuse(Record<String, SpecificRecord> record, String error) {
    RecordMetadata from = context.recordMetadata().orElseThrow();
    DeadLetter letter =
        DeadLetter.newBuilder()
            .setTopic(from.topic())
            .setPartition(from.partition())
            .setOffset(from.offset())
            .setKey(ByteBuffer.wrap(record.key().getBytes(StandardCharsets.UTF_8)))
            .setValue(ByteBuffer.wrap(CanonicalBytes.of(record.value())))
            .setStage(DeadLetterHandler.STAGE)
            .setError(error)
            .setTime(record.timestamp())
            .build();
    context.forward(
        new Record<>(
            Keys.of(from.topic(), from.partition(), from.offset()), letter, record.timestamp()));
  }
}
