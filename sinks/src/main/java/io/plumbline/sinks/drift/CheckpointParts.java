package io.plumbline.sinks.drift;

import io.plumbline.schemas.record.ImplicitFeedback;
import io.plumbline.schemas.record.ImplicitItem;
import io.plumbline.schemas.record.ProbeReport;
import io.plumbline.schemas.record.ReportStatus;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * The probe reports and implicit feedback of one checkpoint that have come so far. Immutable, and
 * in canonical order, whatever order they came in.
 */
public record CheckpointParts(List<ProbeReport> reports, List<ImplicitFeedback> implicit) {
  /** The probe that the alert rules and the list of divergent items look at. */
  public static final String POLICY = "policy";

  public CheckpointParts {
    reports = reports.stream().sorted(Comparator.comparing(ProbeReport::getProbe)).toList();
    implicit =
        implicit.stream()
            .sorted(
                Comparator.comparing(ImplicitFeedback::getProbe)
                    .thenComparing(ImplicitFeedback::getIndex))
            .toList();
  }

  /** Whether all that was announced is there: {@code reports} and {@code implicitBatches}. */
  public boolean complete() {
    if (reports.isEmpty() || reports.size() < reports.get(0).getReports()) {
      return false;
    }
    for (ProbeReport report : reports) {
      long batches =
          implicit.stream().filter(batch -> batch.getProbe().equals(report.getProbe())).count();
      if (batches < report.getImplicitBatches()) {
        return false;
      }
    }
    return true;
  }

  /** The policy probe's report, if it has a result. */
  public Optional<ProbeReport> policy() {
    return reports.stream()
        .filter(report -> report.getProbe().equals(POLICY))
        .filter(report -> report.getStatus() == ReportStatus.COMPLETE)
        .findFirst();
  }

  /** The policy probe's items, sorted by item. */
  public List<ImplicitItem> policyItems() {
    return implicit.stream()
        .filter(batch -> batch.getProbe().equals(POLICY))
        .flatMap(batch -> batch.getItems().stream())
        .toList();
  }
}
