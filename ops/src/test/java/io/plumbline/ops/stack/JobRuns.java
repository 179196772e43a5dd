package io.plumbline.ops.stack;

import java.nio.file.Path;
import java.util.Optional;
import org.apache.flink.api.common.JobID;
import org.apache.flink.core.execution.SavepointFormatType;
import org.apache.flink.runtime.executiongraph.AccessExecutionVertex;
import org.apache.flink.runtime.jobgraph.JobGraph;
import org.apache.flink.runtime.jobgraph.SavepointRestoreSettings;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.streaming.api.graph.StreamGraph;

/** Starts jobs from savepoints and stops them with one. */
public final class JobRuns {
  private JobRuns() {}

  /** Starts a job, from a savepoint if there is one. */
  public static JobID submit(
      FlinkCluster cluster, StreamExecutionEnvironment environment, Optional<String> savepoint)
      throws Exception {
    StreamGraph streamGraph = environment.getStreamGraph();
    JobGraph graph = streamGraph.getJobGraph();
    savepoint.ifPresent(
        path -> graph.setSavepointRestoreSettings(SavepointRestoreSettings.forPath(path)));
    return cluster.miniCluster().submitJob(graph).get().getJobID();
  }

  /** Ends a job with a savepoint; returns where that lies. */
  public static String stop(FlinkCluster cluster, JobID job, Path directory) throws Exception {
    return cluster
        .miniCluster()
        .stopWithSavepoint(job, directory.toUri().toString(), false, SavepointFormatType.CANONICAL)
        .get();
  }

  /** How often any part of a job was started again. */
  public static int restarts(FlinkCluster cluster, JobID job) throws Exception {
    int most = 0;
    for (AccessExecutionVertex vertex :
        cluster.miniCluster().getExecutionGraph(job).get().getAllExecutionVertices()) {
      most = Math.max(most, vertex.getCurrentExecutionAttempt().getAttemptNumber());
    }
    return most;
  }

  /** Ends a job. */
  public static void cancel(FlinkCluster cluster, JobID job) throws Exception {
    cluster.miniCluster().cancelJob(job).get();
  }
}
