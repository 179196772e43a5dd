package io.plumbline.streamjobs.job;

import io.plumbline.schemas.topic.Brokers;
import io.plumbline.schemas.topic.TopicNames;
import io.plumbline.streamjobs.sink.SinkOptions;
import io.plumbline.streamjobs.source.SourceOptions;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Where and how a job runs. Apart from {@code overrides}, nothing here changes a result.
 *
 * @param brokers the Kafka brokers
 * @param registry address of the schema registry
 * @param inputs topics that are read
 * @param outputs topics that are written; the features that ProbeJob reads are among them
 * @param name unique per stack and replay: consumer group and prefix of transactional ids
 * @param parallelism number of parallel instances of every operator
 * @param checkpointInterval time between checkpoints; results become visible with them
 * @param bounded whether the job ends at the topics' present ends
 * @param run the only run to read, or all
 * @param overrides settings by name that replace those of the run, for a what-if; seeds stay those
 *     of the recorded run
 * @param patience how long batches wait for the specification of their run before they become dead
 *     letters
 * @param forgetAfter how long a run is remembered that nothing is heard of; longer than any pause
 *     between its checkpoints
 */
public record JobOptions(
    Brokers brokers,
    String registry,
    TopicNames inputs,
    TopicNames outputs,
    String name,
    int parallelism,
    Duration checkpointInterval,
    boolean bounded,
    Optional<String> run,
    Map<String, String> overrides,
    Duration patience,
    Duration forgetAfter) {
  /** Every checkpoint of Flink's writes a job's whole state, which of a real run is 100 MB. */
  static final Duration CHECKPOINT_INTERVAL = Duration.ofSeconds(5);

  /** A replay ends with a checkpoint of each job, one job after the other. */
  private static final Duration REPLAY_INTERVAL = Duration.ofSeconds(1);

  static final Duration PATIENCE = Duration.ofMinutes(10);

  /** As long as topics keep records: nothing of the run is in most of them any more then. */
  static final Duration FORGET_AFTER = Duration.ofDays(30);

  /** The job of a running stack: live topics, all runs, without end. */
  public static JobOptions live(Brokers brokers, String registry, String name) {
    return new JobOptions(
        brokers,
        registry,
        TopicNames.live(),
        TopicNames.live(),
        name,
        1,
        CHECKPOINT_INTERVAL,
        false,
        Optional.empty(),
        Map.of(),
        PATIENCE,
        FORGET_AFTER);
  }

  /** The job of a replay: one run's live topics to their present ends, results to other topics. */
  public static JobOptions replay(
      Brokers brokers, String registry, TopicNames outputs, String name, String run) {
    return new JobOptions(
        brokers,
        registry,
        TopicNames.live(),
        outputs,
        name,
        1,
        REPLAY_INTERVAL,
        true,
        Optional.of(run),
        Map.of(),
        PATIENCE,
        FORGET_AFTER);
  }

  /** How a job of this name reads. */
  SourceOptions source(String stage) {
    return new SourceOptions(brokers, registry, name + "-" + stage, bounded, run, stage);
  }

  /** How a job of this name writes. */
  SinkOptions sink(String stage) {
    return new SinkOptions(brokers, registry, outputs, name + "-" + stage, stage);
  }

  public JobOptions withInputs(TopicNames changed) {
    return new JobOptions(
        brokers,
        registry,
        changed,
        outputs,
        name,
        parallelism,
        checkpointInterval,
        bounded,
        run,
        overrides,
        patience,
        forgetAfter);
  }

  public JobOptions withOutputs(TopicNames changed) {
    return new JobOptions(
        brokers,
        registry,
        inputs,
        changed,
        name,
        parallelism,
        checkpointInterval,
        bounded,
        run,
        overrides,
        patience,
        forgetAfter);
  }

  public JobOptions withParallelism(int changed) {
    return new JobOptions(
        brokers,
        registry,
        inputs,
        outputs,
        name,
        changed,
        checkpointInterval,
        bounded,
        run,
        overrides,
        patience,
        forgetAfter);
  }

  public JobOptions withCheckpointInterval(Duration changed) {
    return new JobOptions(
        brokers,
        registry,
        inputs,
        outputs,
        name,
        parallelism,
        changed,
        bounded,
        run,
        overrides,
        patience,
        forgetAfter);
  }

  /** With settings that replace those of the run, by name. */
  public JobOptions withOverrides(Map<String, String> changed) {
    return new JobOptions(
        brokers,
        registry,
        inputs,
        outputs,
        name,
        parallelism,
        checkpointInterval,
        bounded,
        run,
        new TreeMap<>(changed),
        patience,
        forgetAfter);
  }
}
