package io.plumbline.ops.cli;

import io.plumbline.extractor.checkpoint.Finding;
import io.plumbline.extractor.coordinator.TaskLedger;
import io.plumbline.extractor.watch.WatchListener;
import io.plumbline.ops.terminal.Terminal;
import io.plumbline.schemas.record.Alert;
import io.plumbline.schemas.record.CheckpointArrived;
import io.plumbline.schemas.record.DriftReport;
import io.plumbline.schemas.record.ExtractionTask;
import io.plumbline.sinks.feed.RunBook;
import io.plumbline.sinks.feed.RunView;
import io.plumbline.sinks.terminal.DriftTable;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import org.apache.avro.specific.SpecificRecord;

/** Prints a line for each checkpoint and alert of one run, and what is being done meanwhile. */
final class LiveTable implements WatchListener {
  private final Terminal terminal;
  private final ExtractionProgress progress;
  private final RunBook book;
  private final String run;
  private final DriftTable table;
  private final Set<Integer> printed = new HashSet<>();

  LiveTable(Terminal terminal, RunBook book, String run) {
    this.terminal = terminal;
    this.progress = new ExtractionProgress(terminal, "waiting for checkpoints");
    this.book = book;
    this.run = run;
    this.table = new DriftTable(terminal.colour());
  }

  /** Prints the header and what is known already, and from then on what comes. */
  void start() {
    table.header().lines().forEach(terminal::plain);
    book.onRecord(this::onRecord);
    book.run(run)
        .ifPresent(
            view -> {
              view.reports().values().forEach(this::onRecord);
              view.alerts().forEach(this::onRecord);
            });
    progress.start();
  }

  private synchronized void onRecord(SpecificRecord record) {
    if (record instanceof DriftReport report && report.getRun().equals(run)) {
      if (printed.add(report.getOrdinal())) {
        Optional<CheckpointArrived> arrived =
            book.run(run).map(RunView::checkpoints).map(all -> all.get(report.getOrdinal()));
        terminal.plain(table.row(report, arrived));
      }
    } else if (record instanceof Alert alert && alert.getRun().equals(run)) {
      table.alert(alert).lines().forEach(terminal::plain);
    }
  }

  @Override
  public void checkpointPassedBy(Finding finding, String reason) {
    terminal.line("  @|yellow " + finding.directory().getFileName() + "|@ " + reason);
  }

  @Override
  public void progress(TaskLedger.Progress checkpoint) {
    progress.update(checkpoint);
  }

  @Override
  public void shardFailed(ExtractionTask task, String reason) {
    terminal.line(TaskLines.failed(task, reason));
  }

  @Override
  public void batchHalved(ExtractionTask task, int texts) {
    terminal.line(TaskLines.halved(task, texts));
  }

  @Override
  public void trouble(String reason) {
    progress.trouble(reason);
  }

  @Override
  public void gpuRefused(String why) {
    terminal.line(TaskLines.gpuRefused(why));
  }
}
