package io.plumbline.ops.stack;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.flink.api.common.JobID;
import org.apache.flink.configuration.CheckpointingOptions;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.ExternalizedCheckpointRetention;
import org.apache.flink.configuration.HeartbeatManagerOptions;
import org.apache.flink.configuration.JobManagerOptions;
import org.apache.flink.configuration.MemorySize;
import org.apache.flink.configuration.RestOptions;
import org.apache.flink.configuration.TaskManagerOptions;
import org.apache.flink.runtime.jobgraph.JobGraph;
import org.apache.flink.runtime.jobgraph.SavepointRestoreSettings;
import org.apache.flink.runtime.minicluster.MiniCluster;
import org.apache.flink.runtime.minicluster.MiniClusterConfiguration;
import org.apache.flink.runtime.minicluster.RpcServiceSharing;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.streaming.api.graph.StreamGraph;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A Flink cluster in this process. Jobs keep their checkpoints on disk under their own name, and go
 * on from the newest one when they are submitted again, in this process or a later one.
 */
public final class FlinkCluster implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(FlinkCluster.class);
  private static final String HOST = "127.0.0.1";
  private static final long CLOSE_SECONDS = 5;

  private final MiniCluster cluster;
  private final Path directory;

  private FlinkCluster(MiniCluster cluster, Path directory) {
    this.cluster = cluster;
    this.directory = directory;
  }

  /**
   * Starts it and returns when it takes jobs.
   *
   * @param directory where checkpoints go
   * @param slots how many subtasks can run at a time, over all jobs
   */
  public static FlinkCluster start(Path directory, int slots) throws Exception {
    Files.createDirectories(directory);
    Configuration settings = new Configuration();
    settings.set(JobManagerOptions.ADDRESS, HOST);
    settings.set(JobManagerOptions.BIND_HOST, HOST);
    settings.set(TaskManagerOptions.HOST, HOST);
    settings.set(TaskManagerOptions.BIND_HOST, HOST);
    settings.set(RestOptions.ADDRESS, HOST);
    settings.set(RestOptions.BIND_ADDRESS, HOST);
    settings.set(RestOptions.BIND_PORT, "0");
    settings.set(TaskManagerOptions.NETWORK_MEMORY_MIN, MemorySize.ofMebiBytes(64));
    settings.set(TaskManagerOptions.NETWORK_MEMORY_MAX, MemorySize.ofMebiBytes(64));
    settings.set(TaskManagerOptions.MANAGED_MEMORY_SIZE, MemorySize.ofMebiBytes(16));
    // A laptop that slept must not fail its jobs.
    settings.set(HeartbeatManagerOptions.HEARTBEAT_TIMEOUT, Duration.ofMinutes(10));
    MiniCluster cluster =
        new MiniCluster(
            new MiniClusterConfiguration.Builder()
                .setConfiguration(settings)
                .setNumTaskManagers(1)
                .setNumSlotsPerTaskManager(slots)
                .setRpcServiceSharing(RpcServiceSharing.SHARED)
                .build());
    cluster.start();
    return new FlinkCluster(cluster, directory);
  }

  /**
   * An environment to build a job in. Its checkpoints go to a directory of their own, and stay
   * there when the job is cancelled; all else is the job's to set.
   *
   * @param job name of the job, which names its checkpoints' directory
   */
  public StreamExecutionEnvironment environment(String job) {
    Configuration settings = new Configuration();
    settings.set(CheckpointingOptions.CHECKPOINTS_DIRECTORY, checkpoints(job).toUri().toString());
    settings.set(
        CheckpointingOptions.EXTERNALIZED_CHECKPOINT_RETENTION,
        ExternalizedCheckpointRetention.RETAIN_ON_CANCELLATION);
    return StreamExecutionEnvironment.getExecutionEnvironment(settings);
  }

  /**
   * Starts the job built in an environment, from its newest checkpoint if there is one.
   *
   * @param job the name given to {@link #environment}
   */
  public FlinkJob submit(String job, StreamExecutionEnvironment environment)
      throws IOException, InterruptedException, ExecutionException {
    StreamGraph streamGraph = environment.getStreamGraph();
    streamGraph.setJobName(job);
    JobGraph graph = streamGraph.getJobGraph();
    Optional<Path> checkpoint = RetainedCheckpoints.newest(checkpoints(job));
    checkpoint.ifPresent(
        path -> {
          LOG.info("{} goes on from {}", job, path);
          graph.setSavepointRestoreSettings(
              SavepointRestoreSettings.forPath(path.toUri().toString()));
        });
    JobID id = cluster.submitJob(graph).get().getJobID();
    return new FlinkJob(job, id, cluster);
  }

  /** The cluster itself, to do harm to in tests. */
  MiniCluster miniCluster() {
    return cluster;
  }

  private Path checkpoints(String job) {
    return directory.resolve(job);
  }

  /** Cancels what runs; checkpoints stay. */
  @Override
  public void close() {
    try {
      cluster.closeAsync().get(CLOSE_SECONDS, TimeUnit.SECONDS);
    } catch (ExecutionException | TimeoutException e) {
      LOG.warn("the Flink cluster did not close in order", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
