package io.plumbline.sinks.topology;

import io.plumbline.schemas.record.Alert;
import io.plumbline.schemas.record.DeadLetter;
import io.plumbline.schemas.record.DriftReport;
import io.plumbline.schemas.record.ImplicitFeedback;
import io.plumbline.schemas.record.ProbeReport;
import io.plumbline.schemas.record.RunSpec;
import io.plumbline.schemas.serde.RecordSerde;
import io.plumbline.schemas.serde.SchemaRegistry;
import io.plumbline.schemas.topic.Topic;
import io.plumbline.schemas.topic.TopicNames;
import io.plumbline.schemas.topic.Topics;
import java.util.function.Function;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.common.serialization.Serde;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.streams.StreamsBuilder;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.kstream.Consumed;
import org.apache.kafka.streams.kstream.KStream;
import org.apache.kafka.streams.kstream.Named;
import org.apache.kafka.streams.kstream.Produced;
import org.apache.kafka.streams.kstream.Repartitioned;
import org.apache.kafka.streams.state.StoreBuilder;
import org.apache.kafka.streams.state.Stores;

/**
 * From {@code runs}, {@code probe-reports} and {@code implicit-feedback} to {@code drift} and
 * {@code alerts}.
 *
 * <pre>
 *   runs ---------------+  rekeyed
 *   probe-reports ------+- to run ----> DriftProcessor ----> drift, alerts, dead-letters
 *   implicit-feedback --+
 * </pre>
 */
public final class DriftTopology {
  /** Partitions of the rekeyed streams: how many instances can share the runs between them. */
  private static final int PARTITIONS = 2;

  private final StreamsBuilder builder = new StreamsBuilder();
  private final DriftOptions options;
  private final SchemaRegistry registry;

  private DriftTopology(DriftOptions options, SchemaRegistry registry) {
    this.options = options;
    this.registry = registry;
  }

  /** The topology; {@code options} names its topics, settings and runs. */
  public static Topology build(DriftOptions options, SchemaRegistry registry) {
    return new DriftTopology(options, registry).build();
  }

  private Topology build() {
    TopicNames input = options.input();
    TopicNames output = options.output();
    String reports = input.of(Topics.PROBE_REPORTS);
    String implicit = input.of(Topics.IMPLICIT_FEEDBACK);
    String runs = options.runs().of(Topics.RUNS);

    store(RunState.SPECS, runs, RunSpec.class);
    store(RunState.REPORTS, reports, ProbeReport.class);
    store(RunState.IMPLICIT, implicit, ImplicitFeedback.class);
    store(RunState.LAST, output.of(Topics.DRIFT), DriftReport.class);
    store(RunState.EVIDENCE, output.of(Topics.DRIFT), DriftReport.class);
    store(RunState.ALERTS, output.of(Topics.ALERTS), Alert.class);

    KStream<String, SpecificRecord> results =
        byRun(Topics.RUNS, runs, RunSpec.class, RunSpec::getRun)
            .merge(byRun(Topics.PROBE_REPORTS, reports, ProbeReport.class, ProbeReport::getRun))
            .merge(
                byRun(
                    Topics.IMPLICIT_FEEDBACK,
                    implicit,
                    ImplicitFeedback.class,
                    ImplicitFeedback::getRun))
            .process(
                () -> new DriftProcessor(options.overrides()),
                Named.as("drift"),
                RunState.SPECS,
                RunState.REPORTS,
                RunState.IMPLICIT,
                RunState.LAST,
                RunState.EVIDENCE,
                RunState.ALERTS);
    write(results, output.of(Topics.DRIFT), DriftReport.class);
    write(results, output.of(Topics.ALERTS), Alert.class);
    write(results, output.of(Topics.DEAD_LETTERS), DeadLetter.class);
    return builder.build();
  }

  private <T extends SpecificRecord> KStream<String, SpecificRecord> byRun(
      Topic topic, String name, Class<T> type, Function<T, String> run) {
    Serde<T> serde = RecordSerde.of(registry, type);
    return builder.stream(name, Consumed.with(Serdes.String(), serde))
        .filter((key, value) -> value != null && wanted(run.apply(value)))
        .selectKey((key, value) -> run.apply(value))
        .repartition(
            Repartitioned.with(Serdes.String(), CatalogueSerde.of(registry, name, type))
                .withName(topic.name())
                .withNumberOfPartitions(PARTITIONS))
        .mapValues(value -> value);
  }

  private boolean wanted(String run) {
    return options.run().map(run::equals).orElse(true);
  }

  private <T extends SpecificRecord> void store(String name, String topic, Class<T> type) {
    StoreBuilder<?> store =
        Stores.keyValueStoreBuilder(
            Stores.persistentKeyValueStore(name),
            Serdes.String(),
            CatalogueSerde.of(registry, topic, type));
    builder.addStateStore(store);
  }

  private <T extends SpecificRecord> void write(
      KStream<String, SpecificRecord> results, String topic, Class<T> type) {
    results
        .filter((key, value) -> type.isInstance(value))
        .mapValues(type::cast)
        .to(topic, Produced.with(Serdes.String(), RecordSerde.of(registry, type)));
  }
}
