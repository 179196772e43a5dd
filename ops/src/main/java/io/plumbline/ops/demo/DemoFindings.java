package io.plumbline.ops.demo;

import io.plumbline.ops.demo.DemoSummary.AlertRow;
import io.plumbline.ops.demo.DemoSummary.CheckpointRow;
import io.plumbline.ops.demo.DemoSummary.WordRow;
import io.plumbline.ops.replay.RunRecords;
import io.plumbline.schemas.record.Alert;
import io.plumbline.schemas.record.AlertState;
import io.plumbline.schemas.record.CheckpointArrived;
import io.plumbline.schemas.record.DivergentItem;
import io.plumbline.schemas.record.DriftReport;
import io.plumbline.schemas.record.ImplicitFeedback;
import io.plumbline.schemas.record.ImplicitItem;
import io.plumbline.schemas.record.Measure;
import io.plumbline.schemas.record.Score;
import io.plumbline.schemas.record.Severity;
import io.plumbline.schemas.topic.TopicNames;
import io.plumbline.schemas.topic.Topics;
import io.plumbline.sinks.feed.RunView;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.TreeMap;

/** What the analysis found, held against the truth. */
public final class DemoFindings {
  private static final String STATED_REWARD = "rewards/stated/mean";
  private static final String POLICY = "policy";

  private final RunView view;
  private final Truth truth;

  public DemoFindings(RunView view, Truth truth) {
    this.view = view;
    this.truth = truth;
  }

  /** A checkpoint's line in the summary. */
  public static CheckpointRow row(DriftReport report, Optional<CheckpointArrived> arrived) {
    Double tau = value(report, "delta-ridge.refit:kendall_tau");
    Double base = score(report, "delta-ridge.refit:kendall_tau").map(Score::getBase).orElse(null);
    return new CheckpointRow(
        report.getStep(),
        arrived.map(DemoFindings::statedReward).orElse(null),
        value(report, "policy:z"),
        tau,
        tau == null || base == null ? null : tau - base,
        value(report, "dictionary:fvu"));
  }

  /** All checkpoints. */
  public List<CheckpointRow> checkpoints() {
    List<CheckpointRow> rows = new ArrayList<>();
    view.reports()
        .forEach(
            (ordinal, report) ->
                rows.add(row(report, Optional.ofNullable(view.checkpoints().get(ordinal)))));
    return rows;
  }

  /** All alerts, as they began to fire. */
  public List<AlertRow> alerts() {
    return view.alerts().stream()
        .filter(alert -> alert.getState() == AlertState.FIRING)
        .map(
            alert ->
                new AlertRow(
                    alert.getStep(),
                    alert.getSeverity().name().toLowerCase(Locale.ROOT),
                    alert.getRule(),
                    alert.getReason()))
        .toList();
  }

  /** The first red alert, as it began to fire. */
  public Optional<Alert> firstRed() {
    return view.alerts().stream()
        .filter(alert -> alert.getState() == AlertState.FIRING)
        .filter(alert -> alert.getSeverity() == Severity.RED)
        .findFirst();
  }

  /** The words that an alert names, or else the most divergent ones of the last checkpoint. */
  public List<WordRow> words(Optional<Alert> alert) {
    List<DivergentItem> items =
        alert
            .map(Alert::getItems)
            .or(() -> view.lastReport().map(DriftReport::getDivergent))
            .orElse(List.of());
    return items.stream().map(this::word).toList();
  }

  private WordRow word(DivergentItem item) {
    return new WordRow(
        item.getItem(), item.getStated(), item.getImplied(), truth.wrong(item.getItem()));
  }

  /** How well the last checkpoint's divergence tells wrongly paid words from the others. */
  public OptionalDouble auroc(RunRecords records) {
    NavigableMap<Integer, List<ImplicitItem>> byOrdinal = new TreeMap<>();
    records.read(
        TopicNames.live(),
        Topics.IMPLICIT_FEEDBACK,
        (key, record) -> {
          ImplicitFeedback feedback = (ImplicitFeedback) record;
          if (feedback.getProbe().equals(POLICY)) {
            byOrdinal
                .computeIfAbsent(feedback.getOrdinal(), o -> new ArrayList<>())
                .addAll(feedback.getItems());
          }
        });
    return byOrdinal.isEmpty()
        ? OptionalDouble.empty()
        : new Culprits(truth).auroc(byOrdinal.lastEntry().getValue());
  }

  private static Double statedReward(CheckpointArrived arrived) {
    return arrived.getTrainerLog().stream()
        .filter(measure -> measure.getName().equals(STATED_REWARD))
        .map(Measure::getValue)
        .findFirst()
        .orElse(null);
  }

  private static Double value(DriftReport report, String name) {
    return score(report, name).map(Score::getValue).orElse(null);
  }

  private static Optional<Score> score(DriftReport report, String name) {
    return report.getMeasures().stream().filter(s -> s.getName().equals(name)).findFirst();
  }
}
