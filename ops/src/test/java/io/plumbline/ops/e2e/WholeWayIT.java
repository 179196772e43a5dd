package io.plumbline.ops.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.plumbline.extractor.watch.Watch;
import io.plumbline.extractor.watch.WatchListener;
import io.plumbline.ops.ledger.BatchCount;
import io.plumbline.ops.ledger.RunLedger;
import io.plumbline.ops.pipeline.Analysis;
import io.plumbline.ops.replay.Replay;
import io.plumbline.ops.replay.ReplayOptions;
import io.plumbline.ops.replay.ReplayResult;
import io.plumbline.ops.replay.RunRecords;
import io.plumbline.ops.stack.Endpoints;
import io.plumbline.ops.stack.FlinkHarm;
import io.plumbline.ops.stack.LocalStack;
import io.plumbline.ops.stack.Progress;
import io.plumbline.ops.stack.StackOptions;
import io.plumbline.ops.stack.TestHome;
import io.plumbline.schemas.record.AttributionReport;
import io.plumbline.schemas.record.DeadLetter;
import io.plumbline.schemas.record.EstimateScope;
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
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * A fine-tuning run through broker, registry, extractor, Flink and Streams, while a TaskManager
 * dies and the whole analysis is stopped and started: nothing is lost, nothing doubled, and a
 * replay gives the same bytes.
 */
@Timeout(600)
class WholeWayIT {
  private static final Duration CHECKPOINT_INTERVAL = Duration.ofSeconds(1);
  private static final long LOOK_MILLIS = 200;

  @TempDir Path directory;

  @Test
  void losesAndDoublesNothing() throws Exception {
    TinyRun run = TinyRun.train(directory.resolve("training"));
    Path data = directory.resolve("data");
    try (LocalStack stack =
        LocalStack.start(
            StackOptions.of(TestHome.path(), data, "test"), Progress.silent(), failure -> {})) {
      Endpoints endpoints = stack.endpoints();
      RunView view = analyse(run, stack);

      assertThat(view.checkpoints()).hasSize(TinyRun.CHECKPOINTS);
      assertThat(view.reports().values())
          .allMatch(report -> report.getStatus() == ReportStatus.COMPLETE);
      assertAttributionAgreesWithThePolicy(view);
      RunRecords records = new RunRecords(endpoints, TinyRun.NAME);
      BatchCount batches = RunLedger.count(records, TopicNames.live(), TopicNames.live());
      assertThat(batches.expected()).isGreaterThan(50);
      assertThat(batches).isEqualTo(new BatchCount(batches.expected(), batches.expected(), 0));
      assertThat(deadLetters(endpoints)).isEmpty();
      for (int parallelism : new int[] {1, 2}) {
        assertIdentical(endpoints, data, parallelism);
      }
      assertWhatIfDiffers(endpoints, data);
      TroubledDirectory.of(run, directory.resolve("troubled")).assertIsReadAsItBecame(endpoints);
    }
  }

  /** The one slope comes from activations and unembedding, the other from log-probabilities. */
  private static void assertAttributionAgreesWithThePolicy(RunView view) {
    AttributionReport attribution = view.attribution().orElseThrow();
    assertThat(attribution.getOrdinal()).isEqualTo(TinyRun.CHECKPOINTS - 1);
    assertThat(attribution.getStatus()).isEqualTo(ReportStatus.COMPLETE);
    double expected = value(view.lastReport().orElseThrow().getMeasures(), "policy:slope");
    double slope = value(attribution.getScores(), "slope");
    assertThat(slope).isNotZero().isCloseTo(expected, within(1e-4));
    assertThat(attribution.getWords()).hasSizeGreaterThan(200);
    assertThat(attribution.getFeatures()).isNotEmpty();
    // PPO's value head, which the trainer saves with the policy.
    assertThat(attribution.getEstimates()).allMatch(EstimateScope::getApplies);
  }

  private static double value(List<Score> scores, String name) {
    return scores.stream()
        .filter(score -> score.getName().equals(name))
        .findFirst()
        .orElseThrow()
        .getValue();
  }

  private static RunView analyse(TinyRun run, LocalStack stack) throws Exception {
    Endpoints endpoints = stack.endpoints();
    Analysis analysis =
        Analysis.start(endpoints, stack.data(), CHECKPOINT_INTERVAL, Progress.silent());
    try (RunFeed feed =
        RunFeed.start(endpoints.brokers(), endpoints.registry(), TopicNames.live())) {
      try (Watch watch = Watch.start(run.watch(endpoints), new WatchListener() {})) {
        awaitReports(feed, 1);
        FlinkHarm.replaceTaskManager(analysis.flink());
        watch.finish();
      }
      analysis.close();
      analysis = Analysis.start(endpoints, stack.data(), CHECKPOINT_INTERVAL, Progress.silent());
      awaitReports(feed, TinyRun.CHECKPOINTS);
      return feed.book().run(TinyRun.NAME).orElseThrow();
    } finally {
      analysis.close();
    }
  }

  static void awaitReports(RunFeed feed, int count) throws InterruptedException {
    while (feed.book().run(TinyRun.NAME).map(WholeWayIT::reports).orElse(0) < count) {
      Thread.sleep(LOOK_MILLIS);
    }
  }

  /** Number of checkpoints with all their reports. */
  private static int reports(RunView view) {
    return Math.min(view.reports().size(), view.attributions());
  }

  private static List<DeadLetter> deadLetters(Endpoints endpoints) {
    List<DeadLetter> letters = new ArrayList<>();
    for (String source :
        List.of(Topics.ACTIVATIONS.name(), Topics.LOG_PROBS.name(), Topics.READOUTS.name())) {
      new RunRecords(endpoints, TopicNames.live().prefix() + source)
          .read(
              TopicNames.live(),
              Topics.DEAD_LETTERS,
              (key, letter) -> letters.add((DeadLetter) letter));
    }
    return letters;
  }

  static void assertIdentical(Endpoints endpoints, Path data, int parallelism) throws Exception {
    ReplayOptions options =
        new ReplayOptions(TinyRun.NAME, "p" + parallelism, parallelism, Map.of(), false);
    ReplayResult result = new Replay(endpoints, options, data).run(Progress.silent());
    assertThat(result.replay().derived().get(Topics.DRIFT.name()).records())
        .isEqualTo(TinyRun.CHECKPOINTS);
    assertThat(result.replay().derived().values()).allMatch(topic -> topic.duplicates() == 0);
    for (String topic : result.original().derived().keySet()) {
      assertThat(result.replay().derived().get(topic).digest())
          .as("%s at parallelism %d", topic, parallelism)
          .isEqualTo(result.original().derived().get(topic).digest());
    }
  }

  private static void assertWhatIfDiffers(Endpoints endpoints, Path data) throws Exception {
    ReplayOptions options =
        new ReplayOptions(TinyRun.NAME, "what-if", 1, Map.of("probe.ridge.lambda", "1000"), false);
    ReplayResult result = new Replay(endpoints, options, data).run(Progress.silent());
    assertThat(result.identical(Topics.FEATURES.name())).isTrue();
    assertThat(result.changes())
        .isNotEmpty()
        .allMatch(change -> change.measure().matches("(delta|direct)-ridge.*"));
  }
}
