package io.plumbline.sinks.drift;

import io.plumbline.schemas.record.DivergentItem;
import io.plumbline.schemas.record.DriftReport;
import io.plumbline.schemas.record.ProbeReport;
import io.plumbline.schemas.record.ReportStatus;
import io.plumbline.schemas.record.Severity;
import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;

/** Puts the probe reports of a checkpoint into one report. */
public final class DriftReports {
  private static final int DIVERGENT = 20;

  private DriftReports() {}

  /**
   * The report of a complete set of parts. It is INCOMPLETE if any probe is, with the reasons; the
   * other probes' measures are in it all the same. Its severity is NONE: the alert rules decide on
   * that.
   */
  public static DriftReport of(CheckpointParts parts) {
    ProbeReport any = parts.reports().get(0);
    String reason =
        parts.reports().stream()
            .filter(report -> report.getStatus() == ReportStatus.INCOMPLETE)
            .map(ProbeReport::getReason)
            .filter(Objects::nonNull)
            .distinct()
            .collect(Collectors.joining("; "));
    boolean complete =
        parts.reports().stream().allMatch(r -> r.getStatus() == ReportStatus.COMPLETE);
    return DriftReport.newBuilder()
        .setRun(any.getRun())
        .setStep(any.getStep())
        .setOrdinal(any.getOrdinal())
        .setCheckpoint(any.getCheckpoint())
        .setTime(any.getTime())
        .setStatus(complete ? ReportStatus.COMPLETE : ReportStatus.INCOMPLETE)
        .setReason(complete ? null : reason.isEmpty() ? "no reason given" : reason)
        .setMeasures(Measures.of(parts.reports()))
        .setControls(Measures.controls(parts.reports()))
        .setSeverity(Severity.NONE)
        .setDivergent(divergent(parts, any))
        .setEstimates(any.getEstimates())
        .build();
  }

  private static List<DivergentItem> divergent(CheckpointParts parts, ProbeReport any) {
    return parts.policy().isPresent() && Estimates.namelessness(any.getEstimates()).isEmpty()
        ? new WordEvidence(parts.policyItems()).worst(DIVERGENT)
        : List.of();
  }
}
