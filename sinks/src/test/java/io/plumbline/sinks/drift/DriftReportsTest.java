package io.plumbline.sinks.drift;

import static org.assertj.core.api.Assertions.assertThat;

import io.plumbline.schemas.record.DriftReport;
import io.plumbline.schemas.record.EstimateScope;
import io.plumbline.schemas.record.ImplicitFeedback;
import io.plumbline.schemas.record.ProbeReport;
import io.plumbline.schemas.record.ReportStatus;
import io.plumbline.schemas.record.Score;
import io.plumbline.schemas.record.Severity;
import io.plumbline.sinks.sample.SampleRun;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class DriftReportsTest {
  private final SampleRun run = SampleRun.poisoned();

  @Test
  void measuresAreAllScoresNamedByProbeAndSorted() {
    DriftReport report = DriftReports.of(new CheckpointParts(run.reports(6), run.implicit(6)));

    assertThat(report.getMeasures())
        .extracting(Score::getName)
        .isSorted()
        .contains("policy:z", "delta-ridge.refit:kendall_tau", "dictionary:fvu")
        .hasSize(run.reports(6).stream().mapToInt(r -> r.getScores().size()).sum());
    assertThat(Measures.value(report.getMeasures(), "dictionary:fvu")).hasValue(0.2);
    assertThat(Measures.value(report.getMeasures(), "dictionary:nothing")).isEmpty();
    assertThat(report.getControls())
        .extracting(Score::getName)
        .containsExactly("delta-ridge.refit:raw", "delta-ridge.refit:shuffled");
    assertThat(report.getStep()).isEqualTo(90);
    assertThat(report.getTime()).isEqualTo(run.arrived(6).getTime());
    assertThat(report.getSeverity()).isEqualTo(Severity.NONE);
    assertThat(report.getDivergent()).hasSize(20);
    assertThat(run.turnedWords()).contains(report.getDivergent().get(0).getItem());
  }

  @Test
  void passesOnWhichEstimatesApplyAndNamesNoWordsWhereNoneCanBeTold() {
    List<EstimateScope> estimates = List.of(new EstimateScope("policy", true, "frozen", false));
    List<ProbeReport> reports =
        run.reports(6).stream()
            .map(report -> ProbeReport.newBuilder(report).setEstimates(estimates).build())
            .toList();

    DriftReport report = DriftReports.of(new CheckpointParts(reports, run.implicit(6)));

    assertThat(report.getEstimates()).isEqualTo(estimates);
    assertThat(report.getDivergent()).isEmpty();
  }

  @Test
  void partsAreCompleteWhenAllThatWasAnnouncedIsThere() {
    List<ProbeReport> reports = run.reports(1);
    List<ImplicitFeedback> implicit = run.implicit(1);

    assertThat(new CheckpointParts(reports, implicit).complete()).isTrue();
    assertThat(new CheckpointParts(List.of(), List.of()).complete()).isFalse();
    assertThat(new CheckpointParts(List.of(), implicit).complete()).isFalse();
    for (int missing = 0; missing < reports.size(); missing++) {
      List<ProbeReport> some = new ArrayList<>(reports);
      some.remove(missing);
      assertThat(new CheckpointParts(some, implicit).complete()).isFalse();
    }
    assertThat(new CheckpointParts(reports, implicit.subList(1, 2)).complete()).isFalse();
  }

  @Test
  void isIncompleteWithTheReasonsIfAnyProbeIs() {
    List<ProbeReport> reports = new ArrayList<>(run.reports(2));
    reports.set(0, run.failed(2, "shard 1 failed").get(0));
    reports.set(4, run.failed(2, "no dictionary").get(4));

    DriftReport report = DriftReports.of(new CheckpointParts(reports, List.of()));

    assertThat(report.getStatus()).isEqualTo(ReportStatus.INCOMPLETE);
    assertThat(report.getReason()).isEqualTo("no dictionary; shard 1 failed");
    assertThat(report.getDivergent()).isEmpty();
    assertThat(Measures.value(report.getMeasures(), "delta-ridge.refit:kendall_tau")).isPresent();
    assertThat(Measures.value(report.getMeasures(), "policy:z")).isEmpty();
  }
}
