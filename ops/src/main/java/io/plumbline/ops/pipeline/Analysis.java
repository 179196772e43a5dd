package io.plumbline.ops.pipeline;

import io.plumbline.ops.stack.DataDirectory;
import io.plumbline.ops.stack.Endpoints;
import io.plumbline.ops.stack.FlinkCluster;
import io.plumbline.ops.stack.FlinkJob;
import io.plumbline.ops.stack.Progress;
import io.plumbline.schemas.topic.TopicNames;
import io.plumbline.schemas.topic.Topics;
import io.plumbline.sinks.topology.DriftApp;
import io.plumbline.sinks.topology.DriftOptions;
import io.plumbline.streamjobs.job.AttributionJob;
import io.plumbline.streamjobs.job.JobOptions;
import io.plumbline.streamjobs.job.ProbeJob;
import io.plumbline.streamjobs.job.SaeJob;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.function.BiConsumer;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;

/** The stages between activations and alerts, running on the live topics in this process. */
public final class Analysis implements AutoCloseable {
  private static final int SLOTS = 3;
  private static final String SAE = TopicNames.live().prefix() + "sae";
  private static final String PROBE = TopicNames.live().prefix() + "probe";
  private static final String ATTRIBUTION = TopicNames.live().prefix() + "attribution";
  private static final Duration PATIENCE = Duration.ofMinutes(1);

  private final Deque<AutoCloseable> parts = new ArrayDeque<>();
  private final List<FlinkJob> jobs = new ArrayList<>();
  private FlinkCluster flink;
  private DriftApp drift;

  private Analysis() {}

  /**
   * Starts it, from where it stopped the last time, and returns when all of it runs.
   *
   * @param data where the stages keep their state
   * @param checkpointInterval time between Flink's checkpoints, with which results become visible
   */
  public static Analysis start(
      Endpoints endpoints, DataDirectory data, Duration checkpointInterval, Progress progress)
      throws Exception {
    Analysis analysis = new Analysis();
    try {
      analysis.startParts(endpoints, data, checkpointInterval, progress);
    } catch (Throwable e) {
      analysis.close();
      throw e;
    }
    return analysis;
  }

  private void startParts(
      Endpoints endpoints, DataDirectory data, Duration checkpointInterval, Progress progress)
      throws Exception {
    progress.started("topics and schemas");
    Catalogue.ensure(endpoints, TopicNames.live(), Topics.ALL);
    progress.finished(Topics.ALL.size() + " topics");

    progress.started("Flink jobs");
    flink = FlinkCluster.start(data.flink(), SLOTS);
    parts.push(flink);
    submit(SAE, SaeJob::build, endpoints, checkpointInterval);
    submit(PROBE, ProbeJob::build, endpoints, checkpointInterval);
    submit(ATTRIBUTION, AttributionJob::build, endpoints, checkpointInterval);
    progress.finished(SaeJob.NAME + ", " + ProbeJob.NAME + ", " + AttributionJob.NAME);

    progress.started("drift and alerts");
    drift =
        DriftApp.start(
            DriftOptions.live(endpoints.brokers(), endpoints.registry(), data.streams()));
    parts.push(drift);
    drift.awaitRunning(PATIENCE);
    progress.finished("Kafka Streams");
  }

  private void submit(
      String name,
      BiConsumer<StreamExecutionEnvironment, JobOptions> job,
      Endpoints endpoints,
      Duration checkpointInterval)
      throws Exception {
    StreamExecutionEnvironment environment = flink.environment(name);
    job.accept(
        environment,
        JobOptions.live(endpoints.brokers(), endpoints.registry(), name)
            .withCheckpointInterval(checkpointInterval));
    jobs.add(flink.submit(name, environment));
  }

  /** Why a stage has stopped for good, if one has. */
  public Optional<Throwable> failure() {
    return jobs.stream()
        .map(FlinkJob::failure)
        .flatMap(Optional::stream)
        .findFirst()
        .or(drift::failure);
  }

  /** The cluster that the Flink jobs run on. */
  public FlinkCluster flink() {
    return flink;
  }

  /** Stops all stages; they go on from there at the next start. */
  @Override
  public void close() {
    while (!parts.isEmpty()) {
      try {
        parts.pop().close();
      } catch (Exception e) {
        throw new IllegalStateException("a stage did not stop", e);
      }
    }
  }
}
