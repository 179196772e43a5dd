package io.plumbline.sinks.topology;

import io.plumbline.schemas.digest.RecordIds;
import io.plumbline.schemas.record.Alert;
import io.plumbline.schemas.record.DriftReport;
import io.plumbline.schemas.record.ImplicitFeedback;
import io.plumbline.schemas.record.ProbeReport;
import io.plumbline.schemas.record.RunSpec;
import io.plumbline.schemas.topic.Keys;
import io.plumbline.sinks.alert.Rule;
import io.plumbline.sinks.drift.CheckpointParts;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.common.serialization.StringSerializer;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.processor.api.ProcessingContext;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;

/**
 * What is remembered of each run: the parts of checkpoints that are not complete yet, the last
 * report written, and the last alert of each rule.
 */
final class RunState {
  static final String SPECS = "specs";
  static final String REPORTS = "report-parts";
  static final String IMPLICIT = "implicit-parts";
  static final String LAST = "last-drift";
  static final String EVIDENCE = "last-evidence";
  static final String ALERTS = "last-alerts";

  private final KeyValueStore<String, RunSpec> specs;
  private final KeyValueStore<String, ProbeReport> reports;
  private final KeyValueStore<String, ImplicitFeedback> implicit;
  private final KeyValueStore<String, DriftReport> last;
  private final KeyValueStore<String, DriftReport> evidence;
  private final KeyValueStore<String, Alert> alerts;

  RunState(ProcessingContext context) {
    specs = context.getStateStore(SPECS);
    reports = context.getStateStore(REPORTS);
    implicit = context.getStateStore(IMPLICIT);
    last = context.getStateStore(LAST);
    evidence = context.getStateStore(EVIDENCE);
    alerts = context.getStateStore(ALERTS);
  }

  /** Keeps the first specification of a run; returns the one that is kept. */
  RunSpec keep(RunSpec spec) {
    RunSpec before = specs.putIfAbsent(spec.getRun(), spec);
    return before == null ? spec : before;
  }

  /** Keeps a part; returns what was kept under its identity before, if anything was. */
  Optional<ProbeReport> keep(ProbeReport part) {
    return Optional.ofNullable(
        reports.putIfAbsent(key(part.getRun(), part.getOrdinal(), part), part));
  }

  /** Keeps a part; returns what was kept under its identity before, if anything was. */
  Optional<ImplicitFeedback> keep(ImplicitFeedback part) {
    return Optional.ofNullable(
        implicit.putIfAbsent(key(part.getRun(), part.getOrdinal(), part), part));
  }

  Optional<RunSpec> spec(String run) {
    return Optional.ofNullable(specs.get(run));
  }

  /** Ordinal of the next checkpoint to be reported. */
  int next(String run) {
    DriftReport report = last.get(run);
    return report == null ? 0 : report.getOrdinal() + 1;
  }

  CheckpointParts parts(String run, int ordinal) {
    String prefix = prefix(run, ordinal);
    return new CheckpointParts(values(reports, prefix), values(implicit, prefix));
  }

  /** The last report before the next one that had figures of the policy probe. */
  Optional<DriftReport> evidence(String run) {
    return Optional.ofNullable(evidence.get(run));
  }

  Map<Rule, Alert> alerts(String run) {
    Map<Rule, Alert> byRule = new EnumMap<>(Rule.class);
    for (Rule rule : Rule.values()) {
      Alert alert = alerts.get(Keys.of(run, rule.id()));
      if (alert != null) {
        byRule.put(rule, alert);
      }
    }
    return byRule;
  }

  void reported(DriftReport report, boolean hasEvidence) {
    last.put(report.getRun(), report);
    if (hasEvidence) {
      evidence.put(report.getRun(), report);
    }
    String prefix = prefix(report.getRun(), report.getOrdinal());
    forget(reports, prefix);
    forget(implicit, prefix);
  }

  void alerted(Alert alert) {
    alerts.put(Keys.of(alert.getRun(), alert.getRule()), alert);
  }

  private static String key(String run, int ordinal, SpecificRecord part) {
    return prefix(run, ordinal) + RecordIds.of(part);
  }

  private static String prefix(String run, int ordinal) {
    return Keys.of(run, ordinal) + "/";
  }

  private static <V> List<V> values(KeyValueStore<String, V> store, String prefix) {
    List<V> values = new ArrayList<>();
    try (KeyValueIterator<String, V> parts = store.prefixScan(prefix, new StringSerializer())) {
      parts.forEachRemaining(part -> values.add(part.value));
    }
    return values;
  }

  private static <V> void forget(KeyValueStore<String, V> store, String prefix) {
    List<String> keys = new ArrayList<>();
    try (KeyValueIterator<String, V> parts = store.prefixScan(prefix, new StringSerializer())) {
      parts.forEachRemaining((KeyValue<String, V> part) -> keys.add(part.key));
    }
    keys.forEach(store::delete);
  }
}
