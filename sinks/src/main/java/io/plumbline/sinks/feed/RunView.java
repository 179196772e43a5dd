package io.plumbline.sinks.feed;

import io.plumbline.schemas.record.Alert;
import io.plumbline.schemas.record.AlertState;
import io.plumbline.schemas.record.CheckpointArrived;
import io.plumbline.schemas.record.DriftReport;
import io.plumbline.schemas.record.RunSpec;
import io.plumbline.schemas.record.Severity;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;

/**
 * A run as it stands. Immutable.
 *
 * @param run its name
 * @param spec its specification, once it has come
 * @param checkpoints by ordinal
 * @param reports drift reports by ordinal
 * @param alerts every change of an alert's state, by ordinal and rule
 */
public record RunView(
    String run,
    Optional<RunSpec> spec,
    NavigableMap<Integer, CheckpointArrived> checkpoints,
    NavigableMap<Integer, DriftReport> reports,
    List<Alert> alerts) {

  /** The last report, if there is one. */
  public Optional<DriftReport> lastReport() {
    return Optional.ofNullable(reports.lastEntry()).map(Map.Entry::getValue);
  }

  /** The last state of each rule that ever was met, by rule. */
  public Map<String, Alert> current() {
    Map<String, Alert> current = new LinkedHashMap<>();
    alerts.forEach(alert -> current.put(alert.getRule(), alert));
    return current;
  }

  /** The worst of the rules that fire now. */
  public Severity severity() {
    return current().values().stream()
        .filter(alert -> alert.getState() == AlertState.FIRING)
        .map(Alert::getSeverity)
        .max(Severity::compareTo)
        .orElse(Severity.NONE);
  }
}
