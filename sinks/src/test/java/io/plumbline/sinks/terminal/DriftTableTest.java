package io.plumbline.sinks.terminal;

import static org.assertj.core.api.Assertions.assertThat;

import io.plumbline.schemas.record.Alert;
import io.plumbline.schemas.record.DriftReport;
import io.plumbline.sinks.drift.CheckpointParts;
import io.plumbline.sinks.drift.DriftReports;
import io.plumbline.sinks.sample.Played;
import io.plumbline.sinks.sample.SampleRun;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class DriftTableTest {
  private final SampleRun run = SampleRun.poisoned();
  private final DriftTable table = new DriftTable(false);

  @Test
  void rowsStandUnderTheirColumns() {
    List<DriftReport> reports = Played.of(run).reports();

    assertThat(table.header().lines().findFirst())
        .hasValue(
            "     step   reward    slope        z   z-base      tau tau-base      fvu  state");
    assertThat(table.row(reports.get(0), Optional.of(run.arrived(0))))
        .isEqualTo(
            "        0        -    0.000    0.000   +0.000    0.520   +0.000    0.080  base");
    assertThat(table.row(reports.get(4), Optional.of(run.arrived(4))))
        .isEqualTo("       60    1.620    0.744    1.628   +1.628    0.613   +0.093    0.160  ok");
    assertThat(table.row(reports.get(6), Optional.empty()))
        .isEqualTo("       90        -    0.537    1.149   +1.149    0.530   +0.010    0.200  RED");
  }

  @Test
  void aCheckpointWithoutResultSaysWhy() {
    DriftReport report =
        DriftReports.of(new CheckpointParts(run.failed(3, "tokenizer.json is missing"), List.of()));

    assertThat(table.row(report, Optional.empty()))
        .isEqualTo("       45  incomplete: tokenizer.json is missing");
  }

  @Test
  void anAlertSaysWhatWasSeenAndNamesTheWords() {
    Alert alert =
        Played.of(run).alerts().stream()
            .filter(a -> a.getRule().equals("turn"))
            .findFirst()
            .orElseThrow();

    List<String> lines = table.alert(alert).lines().toList();
    assertThat(lines.get(0)).startsWith("  firing red turn at step 75: agreement with");
    assertThat(lines.get(1)).matches("    words: [a-z]+ \\([+-][0-9.]+ -> [+-][0-9.]+\\).*");
    assertThat(run.turnedWords()).contains(alert.getItems().get(0).getItem());
  }

  @Test
  void coloursAreUsedOnlyWhereAskedFor() {
    DriftReport red = Played.of(run).reports().get(8);
    assertThat(table.row(red, Optional.empty())).doesNotContain("\u001b");
    assertThat(new DriftTable(true).row(red, Optional.empty()))
        .contains("\u001b[1;31mRED\u001b[0m");
  }
}
