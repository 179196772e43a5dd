package io.plumbline.ops.replay;

import io.plumbline.schemas.record.Alert;
import io.plumbline.schemas.record.AlertState;
import io.plumbline.schemas.record.DriftReport;
import io.plumbline.schemas.record.Score;
import io.plumbline.schemas.topic.TopicNames;
import io.plumbline.schemas.topic.Topics;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;

/**
 * What was derived from a run under one set of topics.
 *
 * @param derived digests by topic
 * @param reports drift reports by ordinal
 * @param alerts last state of each rule that was met, by rule
 */
public record RecordedRun(
    Map<String, DerivedTopic> derived,
    NavigableMap<Integer, DriftReport> reports,
    NavigableMap<String, Alert> alerts) {

  /** Reads all of it. */
  public static RecordedRun read(RunRecords records, TopicNames names) {
    NavigableMap<Integer, DriftReport> reports = new TreeMap<>();
    records.read(
        names,
        Topics.DRIFT,
        (key, record) -> {
          DriftReport report = (DriftReport) record;
          reports.put(report.getOrdinal(), report);
        });
    NavigableMap<String, Alert> alerts = new TreeMap<>();
    records.read(
        names,
        Topics.ALERTS,
        (key, record) -> {
          Alert alert = (Alert) record;
          alerts.put(alert.getRule(), alert);
        });
    return new RecordedRun(Digests.of(records, names), reports, alerts);
  }

  /** Measures of a checkpoint by name, those that have a value. */
  NavigableMap<String, Double> measures(int ordinal) {
    NavigableMap<String, Double> measures = new TreeMap<>();
    DriftReport report = reports.get(ordinal);
    if (report != null) {
      for (Score score : report.getMeasures()) {
        if (score.getValue() != null) {
          measures.put(score.getName(), score.getValue());
        }
      }
    }
    return measures;
  }

  /** Rules that fire at the end, with their severity and the step since when, in words. */
  public NavigableMap<String, String> firing() {
    NavigableMap<String, String> firing = new TreeMap<>();
    alerts.forEach(
        (rule, alert) -> {
          if (alert.getState() == AlertState.FIRING) {
            firing.put(rule, alert.getSeverity() + " since step " + alert.getSince());
          }
        });
    return firing;
  }
}
