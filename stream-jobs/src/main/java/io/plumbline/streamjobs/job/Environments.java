package io.plumbline.streamjobs.job;

import java.time.Duration;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.RestartStrategyOptions;
import org.apache.flink.core.execution.CheckpointingMode;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;

/** What both jobs ask of Flink. */
final class Environments {
  /** Fixed, since keyed state can only be restored under the same. */
  private static final int MAX_PARALLELISM = 128;

  private static final Duration FIRST_RETRY = Duration.ofMillis(500);
  private static final Duration LAST_RETRY = Duration.ofSeconds(30);

  /** With the delays above, about five minutes of trying. */
  private static final int RETRIES = 15;

  private Environments() {}

  /**
   * Checkpoints exactly once, tries again with growing delays when the broker or the registry
   * cannot be reached, and gives up in the end.
   */
  static void configure(StreamExecutionEnvironment env, JobOptions options) {
    Configuration configuration = new Configuration();
    configuration.set(RestartStrategyOptions.RESTART_STRATEGY, "exponential-delay");
    configuration.set(
        RestartStrategyOptions.RESTART_STRATEGY_EXPONENTIAL_DELAY_INITIAL_BACKOFF, FIRST_RETRY);
    configuration.set(
        RestartStrategyOptions.RESTART_STRATEGY_EXPONENTIAL_DELAY_MAX_BACKOFF, LAST_RETRY);
    configuration.set(RestartStrategyOptions.RESTART_STRATEGY_EXPONENTIAL_DELAY_ATTEMPTS, RETRIES);
    env.configure(configuration);
    env.setParallelism(options.parallelism());
    env.setMaxParallelism(MAX_PARALLELISM);
    env.enableCheckpointing(
        options.checkpointInterval().toMillis(), CheckpointingMode.EXACTLY_ONCE);
    // Else state that takes longer than the interval to write is written without a pause.
    env.getCheckpointConfig()
        .setMinPauseBetweenCheckpoints(options.checkpointInterval().toMillis());
    // Records are immutable, so operators of one chain can pass them on without copies.
    env.getConfig().enableObjectReuse();
  }
}
