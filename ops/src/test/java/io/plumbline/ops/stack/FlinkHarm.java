package io.plumbline.ops.stack;

import org.apache.flink.runtime.minicluster.MiniCluster;

/** Does to a cluster what operating systems and networks do. */
public final class FlinkHarm {
  private FlinkHarm() {}

  /** Ends the TaskManager with all that runs on it, and starts another. */
  public static void replaceTaskManager(FlinkCluster cluster) throws Exception {
    MiniCluster miniCluster = cluster.miniCluster();
    miniCluster.terminateTaskManager(0).get();
    miniCluster.startTaskManager();
  }
}
