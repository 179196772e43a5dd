package io.plumbline.sinks.topology;

import io.plumbline.schemas.topic.Brokers;
import io.plumbline.schemas.topic.TopicNames;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/**
 * Where the topology reads and writes, and on what terms.
 *
 * @param brokers the Kafka brokers
 * @param registry address of the schema registry
 * @param runs names under which {@code runs} is read
 * @param input names under which {@code probe-reports} and {@code implicit-feedback} are read
 * @param output names under which {@code drift}, {@code alerts} and {@code dead-letters} are
 *     written
 * @param applicationId names the consumer group, the internal topics and the transactions; one for
 *     each independent analysis
 * @param stateDir directory of the local state
 * @param overrides settings that replace those of the RunSpec, by name, for a what-if
 * @param run the only run to be looked at; all runs where it is empty
 */
public record DriftOptions(
    Brokers brokers,
    String registry,
    TopicNames runs,
    TopicNames input,
    TopicNames output,
    String applicationId,
    Path stateDir,
    Map<String, String> overrides,
    Optional<String> run) {

  public DriftOptions {
    overrides = Map.copyOf(overrides);
  }

  /** The live topics, all runs. */
  public static DriftOptions live(Brokers brokers, String registry, Path stateDir) {
    TopicNames live = TopicNames.live();
    return new DriftOptions(
        brokers,
        registry,
        live,
        live,
        live,
        live.prefix() + "drift",
        stateDir,
        Map.of(),
        Optional.empty());
  }

  public DriftOptions withRuns(TopicNames names) {
    return new DriftOptions(
        brokers, registry, names, input, output, applicationId, stateDir, overrides, run);
  }

  /** Reads probe reports and implicit feedback, but not {@code runs}, under other names. */
  public DriftOptions withInput(TopicNames names) {
    return new DriftOptions(
        brokers, registry, runs, names, output, applicationId, stateDir, overrides, run);
  }

  public DriftOptions withOutput(TopicNames names) {
    return new DriftOptions(
        brokers, registry, runs, input, names, applicationId, stateDir, overrides, run);
  }

  public DriftOptions withApplicationId(String id) {
    return new DriftOptions(brokers, registry, runs, input, output, id, stateDir, overrides, run);
  }

  public DriftOptions withOverrides(Map<String, String> settings) {
    return new DriftOptions(
        brokers, registry, runs, input, output, applicationId, stateDir, settings, run);
  }

  public DriftOptions withRun(String only) {
    return new DriftOptions(
        brokers,
        registry,
        runs,
        input,
        output,
        applicationId,
        stateDir,
        overrides,
        Optional.of(only));
  }
}
