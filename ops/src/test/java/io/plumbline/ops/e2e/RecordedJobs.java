package io.plumbline.ops.e2e;

import io.plumbline.ops.stack.Endpoints;
import io.plumbline.ops.stack.FlinkCluster;
import io.plumbline.ops.stack.FlinkHarm;
import io.plumbline.ops.stack.JobRuns;
import io.plumbline.schemas.topic.TopicNames;
import io.plumbline.streamjobs.job.AttributionJob;
import io.plumbline.streamjobs.job.JobOptions;
import io.plumbline.streamjobs.job.ProbeJob;
import io.plumbline.streamjobs.job.SaeJob;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.apache.flink.api.common.JobID;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;

/** The three jobs on one set of topics, on a cluster of their own. */
final class RecordedJobs implements AutoCloseable {
  private final Endpoints endpoints;
  private final TopicNames names;
  private final FlinkCluster cluster;
  private final Path savepoints;
  private final Map<String, JobID> running = new LinkedHashMap<>();

  /** Makes a job of one of ours. */
  private interface Builder {
    void build(StreamExecutionEnvironment environment, JobOptions options);
  }

  private static final Duration CHECKPOINT_INTERVAL = Duration.ofSeconds(1);

  private static final Map<String, Builder> JOBS =
      Map.of(
          SaeJob.NAME, SaeJob::build,
          ProbeJob.NAME, ProbeJob::build,
          AttributionJob.NAME, AttributionJob::build);

  /**
   * @param slots of the cluster, one for each parallel instance of a job
   */
  RecordedJobs(Endpoints endpoints, TopicNames names, Path directory, int slots) throws Exception {
    this.endpoints = endpoints;
    this.names = names;
    this.savepoints = directory.resolve("savepoints");
    this.cluster = FlinkCluster.start(directory.resolve("checkpoints"), slots);
  }

  /** Starts all of them. */
  void start(int parallelism) throws Exception {
    for (String job : JOBS.keySet()) {
      start(job, parallelism, Optional.empty());
    }
  }

  private void start(String job, int parallelism, Optional<String> savepoint) throws Exception {
    String name = names.prefix() + job;
    StreamExecutionEnvironment environment = cluster.environment(name);
    JOBS.get(job)
        .build(
            environment,
            JobOptions.live(endpoints.brokers(), endpoints.registry(), name)
                .withCheckpointInterval(CHECKPOINT_INTERVAL)
                .withInputs(names)
                .withOutputs(names)
                .withParallelism(parallelism));
    running.put(job, JobRuns.submit(cluster, environment, savepoint));
  }

  /** The TaskManager dies, and another takes its place. */
  void replaceTaskManager() throws Exception {
    FlinkHarm.replaceTaskManager(cluster);
  }

  /** Stops all of them with a savepoint each, and starts them from there. */
  void rescale(int parallelism) throws Exception {
    for (String job : JOBS.keySet()) {
      start(
          job,
          parallelism,
          Optional.of(JobRuns.stop(cluster, running.get(job), savepoints.resolve(job))));
    }
  }

  /** How often any of them was started again. */
  int restarts() throws Exception {
    int most = 0;
    for (JobID job : running.values()) {
      most = Math.max(most, JobRuns.restarts(cluster, job));
    }
    return most;
  }

  @Override
  public void close() throws Exception {
    for (JobID job : running.values()) {
      JobRuns.cancel(cluster, job);
    }
    cluster.close();
  }
}
