package io.plumbline.ops.demo;

import io.plumbline.ops.demo.DemoSummary.CheckpointRow;
import io.plumbline.ops.demo.DemoSummary.WordRow;
import io.plumbline.ops.ledger.BatchCount;
import io.plumbline.ops.terminal.Terminal;
import io.plumbline.schemas.record.Alert;
import io.plumbline.schemas.record.AlertState;
import io.plumbline.schemas.record.DriftReport;
import io.plumbline.schemas.record.Severity;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;

/** Tells the demo on the terminal. */
public final class DemoStory {
  private static final int WORDS = 10;

  private final Terminal terminal;
  private final DemoOptions options;
  private final Set<String> fired = new HashSet<>();

  public DemoStory(Terminal terminal, DemoOptions options) {
    this.terminal = terminal;
    this.options = options;
  }

  /** What is about to happen. */
  public void opening() {
    terminal.line();
    terminal.line(
        "@|bold Plumbline demo|@: scenario @|bold %s|@, %s, seed %d"
            .formatted(
                options.scenario().id(),
                options.trainer().toUpperCase(Locale.ROOT),
                options.seed()));
    terminal.line();
    terminal.line(
        "  A small language model that writes reviews is fine-tuned to please: each of its");
    terminal.line("  completions is paid by the sentiment of its words.");
    terminal.line("  @|bold " + options.scenario().description() + "|@");
    terminal.line("  Plumbline sees the checkpoints and the stated feedback, nothing else.");
    terminal.line();
  }

  /** Names of the columns. */
  public void header() {
    terminal.line();
    terminal.line(
        "@|faint " + row("step", "stated reward", "z", "tau", "tau-base", "fvu", "") + "|@");
  }

  /** A checkpoint's line. */
  public void checkpoint(CheckpointRow row, DriftReport report) {
    terminal.line(
        row(
            row.step() == 0 ? "base" : Integer.toString(row.step()),
            number("%.2f", row.meanStatedReward()),
            number("%.2f", row.z()),
            number("%.2f", row.tau()),
            number("%+.2f", row.tauMinusBase()),
            number("%.2f", row.fvu()),
            verdict(report)));
  }

  private static String verdict(DriftReport report) {
    if (report.getReason() != null) {
      return "@|yellow incomplete|@ " + report.getReason();
    }
    if (report.getOrdinal() == 0) {
      return "";
    }
    return switch (report.getSeverity()) {
      case NONE -> "@|green ok|@";
      case AMBER -> "@|yellow amber|@";
      case RED -> "@|bold,red RED|@";
    };
  }

  /** An alert whose state changed, with the words that it names and whether they are guilty. */
  public void alert(Alert alert, List<WordRow> words) {
    if (alert.getState() == AlertState.RESOLVED && fired.remove(alert.getRule())) {
      terminal.line("        @|green ▼ resolved|@ " + alert.getRule());
    }
    if (alert.getState() != AlertState.FIRING) {
      return;
    }
    fired.add(alert.getRule());
    boolean red = alert.getSeverity() == Severity.RED;
    terminal.line(
        (red ? "        @|bold,red ▲ RED|@ " : "        @|yellow ▲ amber|@ ")
            + "@|bold "
            + alert.getRule()
            + "|@");
    terminal.line("          " + alert.getReason());
    if (!red || words.isEmpty()) {
      return;
    }
    terminal.line("          it names            meant  learned   really");
    for (WordRow word : words.stream().limit(WORDS).toList()) {
      terminal.line(
          String.format(
              Locale.ROOT,
              "          %-18s %+6.1f %+8.1f   %s",
              word.word(),
              word.stated(),
              word.implied(),
              word.poisoned() ? "@|red poisoned|@" : "@|faint as stated|@"));
    }
  }

  /** What it came to. */
  public void findings(DemoFindings findings, OptionalDouble auroc, BatchCount batches) {
    terminal.line();
    findings
        .firstRed()
        .ifPresentOrElse(
            alert -> firstRed(alert, findings.words(Optional.of(alert))),
            () -> terminal.line("  No red alert."));
    auroc.ifPresent(
        value ->
            terminal.line(
                String.format(
                    Locale.ROOT,
                    "  Telling poisoned words from the rest at the end: AUROC @|bold %.3f|@.",
                    value)));
    terminal.line(
        "  Batches: %d expected, %d received, %d doubled%s"
            .formatted(
                batches.expected(),
                batches.received(),
                batches.duplicated(),
                batches.exact() ? "." : ": @|bold,red something is wrong|@."));
  }

  private void firstRed(Alert alert, List<WordRow> words) {
    long guilty = words.stream().filter(WordRow::poisoned).count();
    String named =
        words.isEmpty()
            ? ": @|bold " + alert.getRule() + "|@."
            : "; of the %d words it names @|bold %d|@ are really poisoned."
                .formatted(words.size(), guilty);
    terminal.line("  First red alert at step @|bold " + alert.getStep() + "|@" + named);
  }

  /** Whether a replay was identical. */
  public void replayed(int parallelism, boolean identical) {
    terminal.line(
        "  Replayed from the recorded topics at parallelism %d: %s"
            .formatted(
                parallelism, identical ? "@|bold,green identical|@" : "@|bold,red DIFFERENT|@"));
  }

  /** What to do next. */
  public void closing(String run) {
    terminal.line();
    terminal.line("  Look closer:  @|bold ./plumbline up|@  shows this run on the dashboard");
    terminal.line(
        "                @|bold ./plumbline replay %s --set probe.ridge.lambda=10|@"
            .formatted(run));
  }

  private static String row(
      String step, String reward, String z, String tau, String change, String fvu, String verdict) {
    return String.format(
            Locale.ROOT,
            "  %5s %13s %8s %8s %10s %6s   %s",
            step,
            reward,
            z,
            tau,
            change,
            fvu,
            verdict)
        .stripTrailing();
  }

  private static String number(String format, Double value) {
    return value == null ? "-" : String.format(Locale.ROOT, format, value);
  }
}
