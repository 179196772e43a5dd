package io.plumbline.ops.replay;

import io.plumbline.ops.pipeline.Catalogue;
import io.plumbline.ops.stack.Endpoints;
import io.plumbline.ops.stack.FlinkCluster;
import io.plumbline.ops.stack.Progress;
import io.plumbline.schemas.UserError;
import io.plumbline.schemas.record.RunSpec;
import io.plumbline.schemas.settings.RunSettings;
import io.plumbline.schemas.settings.Settings;
import io.plumbline.schemas.topic.Topic;
import io.plumbline.schemas.topic.TopicNames;
import io.plumbline.schemas.topic.Topics;
import io.plumbline.sinks.topology.DriftApp;
import io.plumbline.sinks.topology.DriftOptions;
import io.plumbline.streamjobs.job.AttributionJob;
import io.plumbline.streamjobs.job.JobOptions;
import io.plumbline.streamjobs.job.ProbeJob;
import io.plumbline.streamjobs.job.SaeJob;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;

/**
 * Runs the jobs and the drift topology on a run's recorded topics, with fresh state, up to the
 * topics' present ends, into topics of its own.
 */
public final class Replay {
  private static final List<Topic> OUTPUTS =
      List.of(
          Topics.DICTIONARIES,
          Topics.FEATURES,
          Topics.PROBE_REPORTS,
          Topics.IMPLICIT_FEEDBACK,
          Topics.ATTRIBUTIONS,
          Topics.DRIFT,
          Topics.ALERTS,
          Topics.DEAD_LETTERS);
  private static final Duration PATIENCE = Duration.ofMinutes(30);

  private final Endpoints endpoints;
  private final ReplayOptions options;
  private final Path workspace;

  /**
   * @param workspace directory for state that ends with the replay
   */
  public Replay(Endpoints endpoints, ReplayOptions options, Path workspace) {
    this.endpoints = endpoints;
    this.options = options;
    this.workspace = workspace.resolve("replay-" + options.id());
  }

  /**
   * Runs it.
   *
   * @throws UserError if the run is not in the topics, or cannot be changed as asked
   */
  public ReplayResult run(Progress progress) throws Exception {
    RunRecords records = new RunRecords(endpoints, options.run());
    new RecordedAttributions(records).await();
    RecordedRun original = RecordedRun.read(records, TopicNames.live());
    if (original.derived().get(Topics.DRIFT.name()).records() == 0) {
      throw new UserError(
          "there are no results of run '%s' to hold a replay against; 'plumbline runs' lists the runs there are"
              .formatted(options.run()));
    }
    checkRefresh(records);
    Catalogue.ensure(endpoints, options.names(), OUTPUTS);
    try (ReplayTopics topics = new ReplayTopics(endpoints, options.names(), options.keep())) {
      Files.createDirectories(workspace);
      try (FlinkCluster flink =
          FlinkCluster.start(workspace.resolve("flink"), options.parallelism())) {
        progress.started("dictionaries, features");
        runSae(flink);
        progress.finished("");
        progress.started("probes");
        runProbes(flink);
        progress.finished("");
        progress.started("attribution");
        runAttribution(flink);
        progress.finished("");
      }
      progress.started("drift, alerts");
      runDrift(topics);
      progress.finished("");
      return new ReplayResult(options, original, RecordedRun.read(records, options.names()));
    } finally {
      deleteWorkspace();
    }
  }

  /** Whether dictionaries were given is known from the record of the run alone. */
  private void checkRefresh(RunRecords records) {
    if (!options.overrides().containsKey(Settings.DICTIONARY_REFRESH.name())) {
      return;
    }
    records.read(
        TopicNames.live(),
        Topics.RUNS,
        (key, record) -> {
          RunSpec spec = (RunSpec) record;
          if (!RunSettings.value(spec.getSettings(), Settings.DICTIONARY_GIVEN)
              .digests()
              .isEmpty()) {
            throw new UserError(
                "run '%s' was given dictionaries, which are not refreshed; leave out dictionary.refresh"
                    .formatted(options.run()));
          }
        });
  }

  private void runSae(FlinkCluster flink) throws Exception {
    String name = options.names().prefix() + "sae";
    StreamExecutionEnvironment environment = flink.environment(name);
    SaeJob.build(environment, jobOptions(name));
    flink.submit(name, environment).await();
  }

  private void runProbes(FlinkCluster flink) throws Exception {
    String name = options.names().prefix() + "probe";
    StreamExecutionEnvironment environment = flink.environment(name);
    ProbeJob.build(environment, jobOptions(name));
    flink.submit(name, environment).await();
  }

  private void runAttribution(FlinkCluster flink) throws Exception {
    String name = options.names().prefix() + "attribution";
    StreamExecutionEnvironment environment = flink.environment(name);
    AttributionJob.build(environment, jobOptions(name));
    flink.submit(name, environment).await();
  }

  private JobOptions jobOptions(String name) {
    return JobOptions.replay(
            endpoints.brokers(), endpoints.registry(), options.names(), name, options.run())
        .withParallelism(options.parallelism())
        .withOverrides(options.overrides());
  }

  private void runDrift(ReplayTopics topics) {
    DriftOptions driftOptions =
        DriftOptions.live(endpoints.brokers(), endpoints.registry(), workspace.resolve("streams"))
            .withInput(options.names())
            .withOutput(options.names())
            .withApplicationId(options.names().prefix() + "drift")
            .withOverrides(options.overrides())
            .withRun(options.run());
    DriftApp drift = DriftApp.start(driftOptions);
    try {
      drift.awaitRunning(PATIENCE);
      Map<org.apache.kafka.common.TopicPartition, Long> ends =
          topics.ends(
              List.of(
                  TopicNames.live().of(Topics.RUNS),
                  options.names().of(Topics.PROBE_REPORTS),
                  options.names().of(Topics.IMPLICIT_FEEDBACK)));
      drift.awaitConsumed(ends, PATIENCE);
    } finally {
      drift.closeAndForget();
    }
  }

  private void deleteWorkspace() throws IOException {
    DirectoryTree.delete(workspace);
  }
}
