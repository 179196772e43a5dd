package io.plumbline.sinks.metrics;

import io.plumbline.schemas.record.Alert;
import io.plumbline.schemas.record.AlertState;
import io.plumbline.schemas.record.CheckpointArrived;
import io.plumbline.schemas.record.ReportStatus;
import io.plumbline.schemas.record.Score;
import io.plumbline.sinks.drift.Measures;
import io.plumbline.sinks.feed.RunBook;
import io.plumbline.sinks.feed.RunView;
import io.plumbline.sinks.json.RecordJson;
import io.prometheus.metrics.core.metrics.CounterWithCallback;
import io.prometheus.metrics.core.metrics.GaugeWithCallback;
import io.prometheus.metrics.expositionformats.PrometheusTextFormatWriter;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.OptionalDouble;

/**
 * Metrics of all runs, computed from the book when they are asked for.
 *
 * <table>
 *   <caption>What is exported</caption>
 *   <tr><th>name and labels<th>what
 *   <tr><td>plumbline_lfp_z{run}<td>policy:z of the last report: atanh of the correlation between
 *     learned and stated feedback
 *   <tr><td>plumbline_lfp_slope{run}<td>policy:slope, the slope of the log-ratio on stated feedback
 *   <tr><td>plumbline_lfp_wrong_sign{run}<td>policy:wrong_sign, words learned against their sign
 *     beyond chance, in standard units
 *   <tr><td>plumbline_lfp_tau{run}<td>delta-ridge.refit:kendall_tau
 *   <tr><td>plumbline_lfp_tau_change{run}<td>the same less its value at the base
 *   <tr><td>plumbline_lfp_fvu{run}<td>dictionary:fvu
 *   <tr><td>plumbline_measure{run,probe,score}<td>every measure of the last report
 *   <tr><td>plumbline_trainer{run,name}<td>what the trainer logged at the last checkpoint
 *   <tr><td>plumbline_alert_firing{run,rule,severity}<td>1 while the rule fires, 0 once it was met
 *     and does not
 *   <tr><td>plumbline_last_step{run}<td>training step of the last report
 *   <tr><td>plumbline_last_checkpoint_timestamp_seconds{run}<td>when the last checkpoint was found
 *   <tr><td>plumbline_checkpoints_total{run}<td>checkpoints found
 *   <tr><td>plumbline_reports_total{run,status}<td>checkpoints reported on
 *   <tr><td>plumbline_dead_letters_total{stage}<td>records that a stage refused
 * </table>
 */
public final class RunMetrics {
  /** Media type of {@link #text()}. */
  public static final String CONTENT_TYPE = PrometheusTextFormatWriter.CONTENT_TYPE;

  private static final String RUN = "run";
  private static final String TAU = "delta-ridge.refit:kendall_tau";
  private static final double MILLIS = 1e3;

  private interface OfRun {
    void report(RunView run, GaugeWithCallback.Callback callback);
  }

  private final RunBook book;
  private final PrometheusRegistry registry = new PrometheusRegistry();

  public RunMetrics(RunBook book) {
    this.book = book;
    measure(
        "plumbline_lfp_z", "atanh of the correlation of learned and stated feedback", "policy:z");
    measure("plumbline_lfp_slope", "Slope of the log-ratio on stated feedback", "policy:slope");
    measure(
        "plumbline_lfp_wrong_sign",
        "Words learned against their stated sign beyond chance, in standard units",
        "policy:wrong_sign");
    measure("plumbline_lfp_tau", "Kendall's tau of implied and stated feedback, refit probe", TAU);
    gauge(
        "plumbline_lfp_tau_change",
        "plumbline_lfp_tau less its value at the base",
        (run, callback) ->
            run.lastReport()
                .flatMap(
                    r -> r.getMeasures().stream().filter(m -> m.getName().equals(TAU)).findFirst())
                .filter(score -> score.getValue() != null && score.getBase() != null)
                .ifPresent(s -> callback.call(s.getValue() - s.getBase(), run.run())));
    measure("plumbline_lfp_fvu", "Fraction of variance the dictionary leaves", "dictionary:fvu");
    gauge(
        "plumbline_last_step",
        "Training step of the last report",
        (run, callback) ->
            run.lastReport().ifPresent(report -> callback.call(report.getStep(), run.run())));
    gauge(
        "plumbline_last_checkpoint_timestamp_seconds",
        "When the last checkpoint was found",
        (run, callback) -> {
          if (!run.checkpoints().isEmpty()) {
            callback.call(run.checkpoints().lastEntry().getValue().getTime() / MILLIS, run.run());
          }
        });
    gauge(
        "plumbline_measure", "Every measure of the last report", this::measures, "probe", "score");
    gauge("plumbline_trainer", "The trainer's own log", this::trainer, "name");
    gauge("plumbline_alert_firing", "1 while the rule fires", this::alerts, "rule", "severity");
    counters();
  }

  /** All metrics as of now, in Prometheus' text format. */
  public String text() {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try {
      PrometheusTextFormatWriter.create().write(out, registry.scrape());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return out.toString(StandardCharsets.UTF_8);
  }

  private void measure(String name, String help, String measure) {
    gauge(
        name,
        help,
        (run, callback) -> {
          OptionalDouble value =
              run.lastReport()
                  .map(report -> Measures.value(report.getMeasures(), measure))
                  .orElse(OptionalDouble.empty());
          value.ifPresent(v -> callback.call(v, run.run()));
        });
  }

  private void gauge(String name, String help, OfRun value, String... labels) {
    String[] names = new String[labels.length + 1];
    names[0] = RUN;
    System.arraycopy(labels, 0, names, 1, labels.length);
    GaugeWithCallback.builder()
        .name(name)
        .help(help)
        .labelNames(names)
        .callback(callback -> book.runs().forEach(run -> value.report(run, callback)))
        .register(registry);
  }

  private void measures(RunView run, GaugeWithCallback.Callback callback) {
    run.lastReport()
        .ifPresent(
            report -> {
              for (Score score : report.getMeasures()) {
                if (score.getValue() != null) {
                  int colon = score.getName().indexOf(':');
                  callback.call(
                      score.getValue(),
                      run.run(),
                      score.getName().substring(0, colon),
                      score.getName().substring(colon + 1));
                }
              }
            });
  }

  private void trainer(RunView run, GaugeWithCallback.Callback callback) {
    if (!run.checkpoints().isEmpty()) {
      CheckpointArrived last = run.checkpoints().lastEntry().getValue();
      last.getTrainerLog().forEach(m -> callback.call(m.getValue(), run.run(), m.getName()));
    }
  }

  private void alerts(RunView run, GaugeWithCallback.Callback callback) {
    for (Alert alert : run.current().values()) {
      callback.call(
          alert.getState() == AlertState.FIRING ? 1 : 0,
          run.run(),
          alert.getRule(),
          RecordJson.lower(alert.getSeverity()));
    }
  }

  private void counters() {
    CounterWithCallback.builder()
        .name("plumbline_checkpoints_total")
        .help("Checkpoints found")
        .labelNames(RUN)
        .callback(c -> book.runs().forEach(run -> c.call(run.checkpoints().size(), run.run())))
        .register(registry);
    CounterWithCallback.builder()
        .name("plumbline_reports_total")
        .help("Checkpoints reported on")
        .labelNames(RUN, "status")
        .callback(
            c -> {
              for (RunView run : book.runs()) {
                for (ReportStatus status : ReportStatus.values()) {
                  long count =
                      run.reports().values().stream().filter(r -> r.getStatus() == status).count();
                  c.call((double) count, run.run(), RecordJson.lower(status));
                }
              }
            })
        .register(registry);
    CounterWithCallback.builder()
        .name("plumbline_dead_letters_total")
        .help("Records that a stage refused")
        .labelNames("stage")
        .callback(c -> book.deadLetters().forEach((stage, count) -> c.call(count, stage)))
        .register(registry);
  }
}
