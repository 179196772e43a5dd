package io.plumbline.ops.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.plumbline.extractor.watch.Watch;
import io.plumbline.extractor.watch.WatchListener;
import io.plumbline.ops.pipeline.Analysis;
import io.plumbline.ops.replay.RunRecords;
import io.plumbline.ops.stack.Endpoints;
import io.plumbline.ops.stack.LocalStack;
import io.plumbline.ops.stack.Progress;
import io.plumbline.ops.stack.StackOptions;
import io.plumbline.ops.stack.TestHome;
import io.plumbline.schemas.record.DriftReport;
import io.plumbline.schemas.record.ImplicitFeedback;
import io.plumbline.schemas.record.ProbeReport;
import io.plumbline.schemas.record.ReportStatus;
import io.plumbline.schemas.record.Score;
import io.plumbline.schemas.topic.TopicNames;
import io.plumbline.schemas.topic.Topics;
import io.plumbline.sinks.feed.RunFeed;
import io.plumbline.sinks.feed.RunView;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Both tasks of "Interpreting Learned Feedback Patterns in Large Language Models" from checkpoints
 * on disk through broker, registry, extractor, Flink and Streams: every figure of every report
 * equals what transformers, peft, SAELens, scikit-learn, SciPy, statsmodels and PyTorch make of the
 * same files ({@code src/test/python/paper_reference.py}).
 */
@Timeout(600)
class PaperExperimentIT {
  private static final Duration CHECKPOINT_INTERVAL = Duration.ofSeconds(1);
  private static final long LOOK_MILLIS = 200;

  @TempDir Path directory;

  @Test
  void equalsTheReferenceFigureByFigure() throws Exception {
    PaperRun run = PaperRun.of(directory.resolve("base"));
    PaperFigures figures = PaperFigures.read(run.files().resolve("reference.json"));
    try (LocalStack stack =
        LocalStack.start(
            StackOptions.of(TestHome.path(), directory.resolve("data"), "test"),
            Progress.silent(),
            failure -> {})) {
      RunView view = analyse(run, figures, stack);
      assertThat(view.reports().values())
          .allMatch(report -> report.getStatus() == ReportStatus.COMPLETE);
      List<ProbeReport> reports = new ArrayList<>();
      List<ImplicitFeedback> implicit = new ArrayList<>();
      RunRecords records = new RunRecords(stack.endpoints(), PaperRun.NAME);
      records.read(
          TopicNames.live(), Topics.PROBE_REPORTS, (key, of) -> reports.add((ProbeReport) of));
      records.read(
          TopicNames.live(),
          Topics.IMPLICIT_FEEDBACK,
          (key, of) -> implicit.add((ImplicitFeedback) of));

      assertThat(reports).hasSize(figures.probes().size() * figures.checkpoints());
      reports.forEach(figures::assertHolds);
      assertThat(implicit)
          .hasSize(reports.stream().mapToInt(ProbeReport::getImplicitBatches).sum())
          .hasSize(4 * figures.checkpoints());
      implicit.forEach(figures::assertHolds);
      assertThat(figures.compared()).isGreaterThan(8_000);
      view.reports().values().forEach(drift -> assertCarries(drift, reports));
    }
  }

  private static RunView analyse(PaperRun run, PaperFigures figures, LocalStack stack)
      throws Exception {
    Endpoints endpoints = stack.endpoints();
    try (Analysis analysis =
            Analysis.start(endpoints, stack.data(), CHECKPOINT_INTERVAL, Progress.silent());
        RunFeed feed =
            RunFeed.start(endpoints.brokers(), endpoints.registry(), TopicNames.live())) {
      run.open(endpoints, figures.runDigest(), figures.resamples());
      try (Watch watch =
          Watch.start(run.watch(endpoints, figures.resamples()), new WatchListener() {})) {
        watch.finish();
      }
      while (reports(feed) < figures.checkpoints()) {
        assertThat(analysis.failure()).isEmpty();
        Thread.sleep(LOOK_MILLIS);
      }
      return feed.book().run(PaperRun.NAME).orElseThrow();
    }
  }

  private static int reports(RunFeed feed) {
    return feed.book().run(PaperRun.NAME).map(view -> view.reports().size()).orElse(0);
  }

  /** The last stage says what the probes said. */
  private static void assertCarries(DriftReport drift, List<ProbeReport> reports) {
    Map<String, Double> scores = new TreeMap<>();
    reports.stream()
        .filter(report -> report.getOrdinal() == drift.getOrdinal())
        .forEach(
            report ->
                report.getScores().stream()
                    .filter(score -> score.getValue() != null)
                    .forEach(
                        score ->
                            scores.put(
                                report.getProbe() + ":" + score.getName(), score.getValue())));
    Map<String, Double> measures =
        drift.getMeasures().stream()
            .filter(measure -> measure.getValue() != null)
            .collect(Collectors.toMap(Score::getName, Score::getValue));
    assertThat(measures).containsAllEntriesOf(scores);
  }
}
