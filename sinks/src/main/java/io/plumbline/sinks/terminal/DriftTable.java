package io.plumbline.sinks.terminal;

import io.plumbline.schemas.record.Alert;
import io.plumbline.schemas.record.AlertState;
import io.plumbline.schemas.record.CheckpointArrived;
import io.plumbline.schemas.record.DivergentItem;
import io.plumbline.schemas.record.DriftReport;
import io.plumbline.schemas.record.Measure;
import io.plumbline.schemas.record.ReportStatus;
import io.plumbline.schemas.record.Score;
import io.plumbline.schemas.record.Severity;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.stream.Collectors;

/** A table that grows by one line with each checkpoint. Every line is a function of its records. */
public final class DriftTable {
  private static final int WORDS = 12;
  private static final int CELL = 9;
  private static final String NONE = "-";
  private static final String RESET = "\u001b[0m";
  private static final String RED = "\u001b[1;31m";
  private static final String AMBER = "\u001b[33m";
  private static final String GREEN = "\u001b[32m";
  private static final String DIM = "\u001b[2m";

  /** Names under which trainers log the mean reward of a batch, best first. */
  private static final List<String> REWARDS =
      List.of("reward", "mean_reward", "objective/scores", "rewards/margins");

  private final boolean colour;

  /**
   * @param colour whether to use ANSI colours
   */
  public DriftTable(boolean colour) {
    this.colour = colour;
  }

  /** Two lines: names of the columns, and a rule under them. */
  public String header() {
    String names =
        cells("step", "reward", "slope", "z", "z-base", "tau", "tau-base", "fvu") + "  state";
    return names + "\n" + painted(DIM, "-".repeat(names.length() + CELL));
  }

  /**
   * One line for a checkpoint.
   *
   * @param arrived the checkpoint's own record, for what the trainer logged
   */
  public String row(DriftReport report, Optional<CheckpointArrived> arrived) {
    String step = Integer.toString(report.getStep());
    if (report.getStatus() == ReportStatus.INCOMPLETE && report.getMeasures().isEmpty()) {
      return cells(step) + "  " + painted(AMBER, "incomplete: " + report.getReason());
    }
    String line =
        cells(
            step,
            text(reward(arrived)),
            text(value(report, "policy:slope")),
            text(value(report, "policy:z")),
            signed(change(report, "policy:z")),
            text(value(report, "delta-ridge.refit:kendall_tau")),
            signed(change(report, "delta-ridge.refit:kendall_tau")),
            text(value(report, "dictionary:fvu")));
    return line + "  " + state(report);
  }

  /** One line for an alert, and one for the words that it names. */
  public String alert(Alert alert) {
    boolean resolved = alert.getState() == AlertState.RESOLVED;
    String head =
        String.format(
            Locale.ROOT,
            "%s %s %s at step %d",
            alert.getState().name().toLowerCase(Locale.ROOT),
            alert.getSeverity().name().toLowerCase(Locale.ROOT),
            alert.getRule(),
            alert.getStep());
    String line =
        painted(resolved ? GREEN : colour(alert.getSeverity()), "  " + head)
            + ": "
            + alert.getReason();
    return alert.getItems().isEmpty() ? line : line + "\n    words: " + words(alert.getItems());
  }

  /** What the trainer says it paid: the mean reward in its own log. */
  public static OptionalDouble reward(Optional<CheckpointArrived> arrived) {
    List<Measure> log = arrived.map(CheckpointArrived::getTrainerLog).orElse(List.of());
    return REWARDS.stream()
        .flatMap(name -> log.stream().filter(measure -> measure.getName().equals(name)))
        .mapToDouble(Measure::getValue)
        .findFirst();
  }

  private static String words(List<DivergentItem> items) {
    String first =
        items.stream()
            .limit(WORDS)
            .map(
                item ->
                    String.format(
                        Locale.ROOT,
                        "%s (%+.1f -> %+.1f)",
                        item.getItem(),
                        item.getStated(),
                        item.getImplied()))
            .collect(Collectors.joining(", "));
    return items.size() > WORDS ? first + " and " + (items.size() - WORDS) + " more" : first;
  }

  private String state(DriftReport report) {
    if (report.getStatus() == ReportStatus.INCOMPLETE) {
      return painted(AMBER, "incomplete: " + report.getReason());
    }
    return switch (report.getSeverity()) {
      case NONE -> report.getOrdinal() == 0 ? "base" : painted(GREEN, "ok");
      case AMBER -> painted(AMBER, "amber");
      case RED -> painted(RED, "RED");
    };
  }

  private static String colour(Severity severity) {
    return severity == Severity.RED ? RED : AMBER;
  }

  private String painted(String code, String text) {
    return colour ? code + text + RESET : text;
  }

  private static Optional<Score> score(DriftReport report, String name) {
    return report.getMeasures().stream().filter(s -> s.getName().equals(name)).findFirst();
  }

  private static OptionalDouble value(DriftReport report, String name) {
    return score(report, name).map(Score::getValue).stream().mapToDouble(v -> v).findFirst();
  }

  private static OptionalDouble change(DriftReport report, String name) {
    return score(report, name)
        .filter(score -> score.getValue() != null && Objects.nonNull(score.getBase()))
        .map(score -> score.getValue() - score.getBase())
        .stream()
        .mapToDouble(v -> v)
        .findFirst();
  }

  private static String text(OptionalDouble value) {
    return value.isPresent() ? String.format(Locale.ROOT, "%.3f", value.getAsDouble()) : NONE;
  }

  private static String signed(OptionalDouble value) {
    return value.isPresent() ? String.format(Locale.ROOT, "%+.3f", value.getAsDouble()) : NONE;
  }

  private static String cells(String... cells) {
    StringBuilder line = new StringBuilder();
    for (String cell : cells) {
      line.append(" ".repeat(Math.max(0, CELL - cell.length()))).append(cell);
    }
    return line.toString();
  }
}
