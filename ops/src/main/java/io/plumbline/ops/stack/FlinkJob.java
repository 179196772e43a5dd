package io.plumbline.ops.stack;

import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import org.apache.flink.api.common.JobID;
import org.apache.flink.api.common.JobStatus;
import org.apache.flink.runtime.jobmaster.JobResult;
import org.apache.flink.runtime.minicluster.MiniCluster;

/** A job running on a {@link FlinkCluster}. */
public final class FlinkJob {
  private final String name;
  private final JobID id;
  private final MiniCluster cluster;
  private final CompletableFuture<JobResult> result;

  FlinkJob(String name, JobID id, MiniCluster cluster) {
    this.name = name;
    this.id = id;
    this.cluster = cluster;
    this.result = cluster.requestJobResult(id);
  }

  public String name() {
    return name;
  }

  /** Why it failed for good, if it did. */
  public Optional<Throwable> failure() {
    if (!result.isDone() || result.isCompletedExceptionally()) {
      return Optional.empty();
    }
    return result.join().getSerializedThrowable().map(Throwable.class::cast);
  }

  /**
   * Waits until a bounded job has ended.
   *
   * @throws IllegalStateException if it failed
   */
  public void await() throws InterruptedException, ExecutionException {
    JobResult end = result.get();
    if (!end.isSuccess()) {
      throw new IllegalStateException(name + " failed", end.getSerializedThrowable().orElse(null));
    }
  }

  /** Its state now. */
  public JobStatus status() throws InterruptedException, ExecutionException {
    return cluster.getJobStatus(id).get();
  }

  /** Ends it; its newest checkpoint stays. */
  public void cancel() throws InterruptedException, ExecutionException {
    cluster.cancelJob(id).get();
  }
}
