package io.plumbline.sinks.sample;

import io.plumbline.schemas.record.Alert;
import io.plumbline.schemas.record.DriftReport;
import io.plumbline.schemas.record.Score;
import io.plumbline.schemas.settings.RunSettings;
import io.plumbline.sinks.alert.Evaluation;
import io.plumbline.sinks.alert.Rule;
import io.plumbline.sinks.alert.Thresholds;
import io.plumbline.sinks.drift.CheckpointParts;
import io.plumbline.sinks.drift.DriftReports;
import io.plumbline.sinks.drift.WordEvidence;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.apache.avro.specific.SpecificRecord;

/** What the mathematics make of a sample run, without Kafka. */
public record Played(List<DriftReport> reports, List<Alert> alerts) {

  public static Played of(SampleRun run) {
    Thresholds thresholds = Thresholds.of(RunSettings.defaults());
    List<DriftReport> reports = new ArrayList<>();
    List<Alert> alerts = new ArrayList<>();
    Map<Rule, Alert> last = new EnumMap<>(Rule.class);
    List<Score> previous = List.of();
    for (int ordinal = 0; ordinal < run.checkpoints(); ordinal++) {
      CheckpointParts parts = new CheckpointParts(run.reports(ordinal), run.implicit(ordinal));
      DriftReport bare = DriftReports.of(parts);
      Evaluation evaluation =
          Evaluation.of(thresholds, last, previous, bare, new WordEvidence(parts.policyItems()));
      previous = bare.getMeasures();
      reports.add(DriftReport.newBuilder(bare).setSeverity(evaluation.severity()).build());
      for (Alert alert : evaluation.changed()) {
        alerts.add(alert);
        for (Rule rule : Rule.values()) {
          if (rule.id().equals(alert.getRule())) {
            last.put(rule, alert);
          }
        }
      }
    }
    return new Played(reports, alerts);
  }

  /** All records of the run that are shown to people, in the order they are written. */
  public static List<SpecificRecord> records(SampleRun run) {
    Played played = of(run);
    List<SpecificRecord> records = new ArrayList<>();
    records.add(run.spec());
    for (int ordinal = 0; ordinal < run.checkpoints(); ordinal++) {
      int now = ordinal;
      records.add(run.arrived(ordinal));
      records.add(played.reports().get(ordinal));
      played.alerts().stream().filter(a -> a.getOrdinal() == now).forEach(records::add);
    }
    return records;
  }
}
