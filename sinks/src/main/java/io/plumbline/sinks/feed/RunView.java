package io.plumbline.sinks.feed;

import io.plumbline.schemas.record.Alert;
import io.plumbline.schemas.record.AlertState;
import io.plumbline.schemas.record.AttributionReport;
import io.plumbline.schemas.record.CheckpointArrived;
import io.plumbline.schemas.record.DriftReport;
import io.plumbline.schemas.record.RunSpec;
import io.plumbline.schemas.record.Severity;
import io.plumbline.schemas.settings.Settings;
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
 * @param attributions number of checkpoints whose attribution has been reported
 * @param attribution of the newest of them
 * @param alerts every change of an alert's state, by ordinal and rule
 */
public record RunView(
    String run,
    Optional<RunSpec> spec,
    NavigableMap<Integer, CheckpointArrived> checkpoints,
    NavigableMap<Integer, DriftReport> reports,
    int attributions,
    Optional<AttributionReport> attribution,
    List<Alert> alerts) {

  /** The last report, if there is one. */
  public Optional<DriftReport> lastReport() {
    return Optional.ofNullable(reports.lastEntry()).map(Map.Entry::getValue);
  }

  /** Whether every checkpoint that was announced has all its reports. */
  public boolean analysed() {
    return reports.size() == checkpoints.size()
        && (attributions == checkpoints.size() || !attributed());
  }

  /** Runs of earlier versions are not. */
  private boolean attributed() {
    return spec.stream()
        .flatMap(s -> s.getSettings().stream())
        .anyMatch(setting -> setting.getName().equals(Settings.ATTRIBUTION_REUSE.name()));
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
