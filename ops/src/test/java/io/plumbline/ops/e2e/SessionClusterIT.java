package io.plumbline.ops.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.plumbline.extractor.watch.Watch;
import io.plumbline.extractor.watch.WatchListener;
import io.plumbline.ops.ledger.BatchCount;
import io.plumbline.ops.ledger.RunLedger;
import io.plumbline.ops.pipeline.Catalogue;
import io.plumbline.ops.replay.RunRecords;
import io.plumbline.ops.stack.Endpoints;
import io.plumbline.ops.stack.LocalStack;
import io.plumbline.ops.stack.Progress;
import io.plumbline.ops.stack.SessionCluster;
import io.plumbline.ops.stack.StackOptions;
import io.plumbline.ops.stack.TestHome;
import io.plumbline.schemas.topic.TopicNames;
import io.plumbline.schemas.topic.Topics;
import io.plumbline.sinks.feed.RunFeed;
import io.plumbline.sinks.topology.DriftApp;
import io.plumbline.sinks.topology.DriftOptions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * The analysis on a session cluster of processes, as platform teams run it. The JobManager is
 * killed with -9 and comes back without jobs, later the TaskManager: the jobs are submitted again
 * from their checkpoints, nothing is lost, nothing doubled, and a replay gives the same bytes.
 */
@Timeout(400)
class SessionClusterIT {
  @TempDir Path directory;

  @Test
  void goesOnWhenJobManagerAndTaskManagerAreKilled() throws Exception {
    TinyRun run = TinyRun.train(directory.resolve("training"));
    Path data = directory.resolve("data");
    try (LocalStack stack =
        LocalStack.start(
            StackOptions.of(TestHome.path(), data, "test"), Progress.silent(), failure -> {})) {
      Endpoints endpoints = stack.endpoints();
      Catalogue.ensure(endpoints, TopicNames.live(), Topics.ALL);
      analyse(run, stack);

      BatchCount batches =
          RunLedger.count(
              new RunRecords(endpoints, TinyRun.NAME), TopicNames.live(), TopicNames.live());
      assertThat(batches.expected()).isGreaterThan(50);
      assertThat(batches).isEqualTo(new BatchCount(batches.expected(), batches.expected(), 0));
      WholeWayIT.assertIdentical(endpoints, data, 1);
    }
  }

  private void analyse(TinyRun run, LocalStack stack) throws Exception {
    Path last = putAside(run);
    Endpoints endpoints = stack.endpoints();
    String bootstrap = endpoints.bootstrap();
    try (SessionCluster cluster = SessionCluster.start(directory.resolve("flink"), endpoints);
        DriftApp drift =
            DriftApp.start(
                DriftOptions.live(bootstrap, endpoints.registry(), stack.data().streams()));
        RunFeed feed = RunFeed.start(bootstrap, endpoints.registry(), TopicNames.live());
        Watch watch = Watch.start(run.watch(endpoints), new WatchListener() {})) {
      drift.awaitRunning(Duration.ofMinutes(1));
      WholeWayIT.awaitReports(feed, 1);
      cluster.replaceJobManager();
      Files.move(last, run.directory().checkpoints().resolve(last.getFileName()));
      cluster.awaitSubmissions(2);
      cluster.replaceTaskManager();
      watch.finish();
      WholeWayIT.awaitReports(feed, TinyRun.CHECKPOINTS);
      cluster.awaitSubmissions(2);
    }
  }

  /** The last checkpoint, which is to come later. */
  private Path putAside(TinyRun run) throws IOException {
    Path last = run.directory().checkpoints().resolve("checkpoint-2");
    return Files.move(last, directory.resolve("checkpoint-2"));
  }
}
