package io.plumbline.ops.cli;

import io.plumbline.extractor.checkpoint.Finding;
import io.plumbline.extractor.coordinator.TaskLedger;
import io.plumbline.extractor.watch.WatchListener;
import io.plumbline.ops.demo.DemoDirectory;
import io.plumbline.ops.demo.DemoFindings;
import io.plumbline.ops.demo.DemoStory;
import io.plumbline.ops.demo.Truth;
import io.plumbline.ops.terminal.Terminal;
import io.plumbline.schemas.record.Alert;
import io.plumbline.schemas.record.CheckpointArrived;
import io.plumbline.schemas.record.DriftReport;
import io.plumbline.schemas.record.ExtractionTask;
import io.plumbline.sinks.feed.RunBook;
import io.plumbline.sinks.feed.RunView;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import org.apache.avro.specific.SpecificRecord;

/** Hands what comes of the demo's run to its story. */
final class DemoWatcher implements WatchListener {
  private final Terminal terminal;
  private final ExtractionProgress progress;
  private final DemoStory story;
  private final RunBook book;
  private final String run;
  private final DemoDirectory directory;
  private final Set<Integer> told = new HashSet<>();

  DemoWatcher(
      Terminal terminal, DemoStory story, RunBook book, String run, DemoDirectory directory) {
    this.terminal = terminal;
    this.progress = new ExtractionProgress(terminal, "fine-tuning goes on");
    this.story = story;
    this.book = book;
    this.run = run;
    this.directory = directory;
  }

  /** Takes a record of any run. */
  synchronized void onRecord(SpecificRecord record) {
    if (record instanceof DriftReport report && report.getRun().equals(run)) {
      if (told.add(report.getOrdinal())) {
        Optional<CheckpointArrived> arrived =
            book.run(run).map(RunView::checkpoints).map(all -> all.get(report.getOrdinal()));
        story.checkpoint(DemoFindings.row(report, arrived), report);
      }
    } else if (record instanceof Alert alert && alert.getRun().equals(run)) {
      DemoFindings findings = new DemoFindings(book.run(run).orElseThrow(), truth());
      story.alert(alert, findings.words(Optional.of(alert)));
    }
  }

  private Truth truth() {
    try {
      return Truth.read(directory.truth());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void progress(TaskLedger.Progress checkpoint) {
    progress.update(checkpoint);
  }

  @Override
  public void checkpointPassedBy(Finding finding, String reason) {
    terminal.line("  @|yellow " + finding.directory().getFileName() + "|@ " + reason);
  }

  @Override
  public void shardFailed(ExtractionTask task, String reason) {
    terminal.line(TaskLines.failed(task, reason));
  }

  @Override
  public void batchHalved(ExtractionTask task, int texts) {
    terminal.line(TaskLines.halved(task, texts));
  }
}
