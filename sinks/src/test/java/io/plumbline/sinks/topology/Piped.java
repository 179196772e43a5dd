package io.plumbline.sinks.topology;

import io.plumbline.schemas.record.Alert;
import io.plumbline.schemas.record.DeadLetter;
import io.plumbline.schemas.record.DriftReport;
import io.plumbline.schemas.record.ImplicitFeedback;
import io.plumbline.schemas.record.ProbeReport;
import io.plumbline.schemas.record.RunSpec;
import io.plumbline.schemas.serde.RecordDeserializer;
import io.plumbline.schemas.serde.RecordSerializer;
import io.plumbline.schemas.serde.SchemaRegistry;
import io.plumbline.schemas.serde.TrustedRecords;
import io.plumbline.schemas.topic.Brokers;
import io.plumbline.schemas.topic.Keys;
import io.plumbline.schemas.topic.Topic;
import io.plumbline.schemas.topic.TopicNames;
import io.plumbline.schemas.topic.Topics;
import io.plumbline.sinks.real.Registry;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Properties;
import java.util.function.UnaryOperator;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.TestInputTopic;
import org.apache.kafka.streams.TestOutputTopic;
import org.apache.kafka.streams.TopologyTestDriver;

/** The topology as it is run, on Kafka's own test driver and the real registry. */
final class Piped implements AutoCloseable {
  private final TopologyTestDriver driver;
  private final TestInputTopic<String, RunSpec> runs;
  private final TestInputTopic<String, ProbeReport> reports;
  private final TestInputTopic<String, ImplicitFeedback> implicit;
  private final TestInputTopic<String, byte[]> raw;
  private final TestOutputTopic<String, DriftReport> drift;
  private final TestOutputTopic<String, Alert> alerts;
  private final TestOutputTopic<String, DeadLetter> deadLetters;

  Piped(Path state) {
    this(state, options -> options);
  }

  Piped(Path state, UnaryOperator<DriftOptions> change) {
    TrustedRecords.trust();
    DriftOptions options =
        change.apply(DriftOptions.live(Brokers.at("unused:9092"), Registry.url(), state));
    SchemaRegistry registry = Registry.client();
    Properties config = DriftApp.config(options, registry);
    // Under exactly-once the test driver forgets what an exception handler sent.
    config.put(StreamsConfig.PROCESSING_GUARANTEE_CONFIG, StreamsConfig.AT_LEAST_ONCE);
    driver = new TopologyTestDriver(DriftTopology.build(options, registry), config);
    runs = input(options.runs(), Topics.RUNS, registry);
    reports = input(options.input(), Topics.PROBE_REPORTS, registry);
    implicit = input(options.input(), Topics.IMPLICIT_FEEDBACK, registry);
    raw =
        driver.createInputTopic(
            options.input().of(Topics.PROBE_REPORTS),
            new StringSerializer(),
            new ByteArraySerializer());
    drift = output(options.output(), Topics.DRIFT, DriftReport.class, registry);
    alerts = output(options.output(), Topics.ALERTS, Alert.class, registry);
    deadLetters = output(options.output(), Topics.DEAD_LETTERS, DeadLetter.class, registry);
  }

  private <T extends SpecificRecord> TestInputTopic<String, T> input(
      TopicNames names, Topic topic, SchemaRegistry registry) {
    return driver.createInputTopic(
        names.of(topic), new StringSerializer(), new RecordSerializer<T>(registry));
  }

  private <T extends SpecificRecord> TestOutputTopic<String, T> output(
      TopicNames names, Topic topic, Class<T> type, SchemaRegistry registry) {
    return driver.createOutputTopic(
        names.of(topic), new StringDeserializer(), new RecordDeserializer<>(registry, type));
  }

  void pipe(SpecificRecord record) {
    if (record instanceof RunSpec spec) {
      runs.pipeInput(spec.getRun(), spec);
    } else if (record instanceof ProbeReport report) {
      reports.pipeInput(
          Keys.of(report.getRun(), report.getProbe()),
          report,
          Instant.ofEpochMilli(report.getTime()));
    } else if (record instanceof ImplicitFeedback batch) {
      implicit.pipeInput(
          Keys.of(batch.getRun(), batch.getProbe()), batch, Instant.ofEpochMilli(batch.getTime()));
    } else {
      throw new IllegalArgumentException(record.getSchema().getName());
    }
  }

  void pipeAll(List<? extends SpecificRecord> records) {
    records.forEach(this::pipe);
  }

  /** Bytes that some producer put among the probe reports. */
  void pipeBytes(byte[] bytes) {
    raw.pipeInput("some/key", bytes);
  }

  List<DriftReport> drift() {
    return drift.readValuesToList();
  }

  List<Alert> alerts() {
    return alerts.readValuesToList();
  }

  List<DeadLetter> deadLetters() {
    return deadLetters.readValuesToList();
  }

  TestOutputTopic<String, DriftReport> driftTopic() {
    return drift;
  }

  TestOutputTopic<String, Alert> alertTopic() {
    return alerts;
  }

  @Override
  public void close() {
    driver.close();
  }
}
