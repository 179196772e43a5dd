package io.plumbline.sinks.topology;

import io.plumbline.schemas.serde.SchemaRegistry;
import io.plumbline.schemas.serde.TrustedRecords;
import io.plumbline.schemas.topic.Topics;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.config.TopicConfig;
import org.apache.kafka.common.record.TimestampType;
import org.apache.kafka.streams.CloseOptions;
import org.apache.kafka.streams.KafkaStreams;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.errors.StreamsUncaughtExceptionHandler.StreamThreadExceptionResponse;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The drift topology, running.
 *
 * <pre>{@code
 * try (DriftApp app = DriftApp.start(DriftOptions.live(brokers, registry, stateDir))) {
 *   app.awaitConsumed(endOffsets, Duration.ofMinutes(1));
 * }
 * }</pre>
 */
public final class DriftApp implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(DriftApp.class);
  private static final Duration PATIENCE_AT_CLOSE = Duration.ofSeconds(5);
  private static final int SESSION_TIMEOUT_MS = 10_000;
  private static final int HEARTBEAT_MS = 3_000;

  private final DriftOptions options;
  private final KafkaStreams streams;
  private final AtomicReference<Throwable> failure = new AtomicReference<>();

  private DriftApp(DriftOptions options) {
    this.options = options;
    SchemaRegistry registry = new SchemaRegistry(options.registry());
    this.streams =
        new KafkaStreams(DriftTopology.build(options, registry), config(options, registry));
    streams.setUncaughtExceptionHandler(
        error -> {
          failure.compareAndSet(null, error);
          LOG.error("drift topology stops", error);
          return StreamThreadExceptionResponse.SHUTDOWN_CLIENT;
        });
  }

  /** Starts it and returns at once. The topics of the options must exist. */
  public static DriftApp start(DriftOptions options) {
    TrustedRecords.trust();
    DriftApp app = new DriftApp(options);
    app.streams.start();
    return app;
  }

  /** The configuration under which the topology runs. */
  static Properties config(DriftOptions options, SchemaRegistry registry) {
    Properties config = new Properties();
    config.putAll(options.brokers().config(Map.of()));
    config.put(StreamsConfig.APPLICATION_ID_CONFIG, options.applicationId());
    config.put(StreamsConfig.STATE_DIR_CONFIG, options.stateDir().toString());
    config.put(StreamsConfig.PROCESSING_GUARANTEE_CONFIG, StreamsConfig.EXACTLY_ONCE_V2);
    config.put(StreamsConfig.ENSURE_EXPLICIT_INTERNAL_RESOURCE_NAMING_CONFIG, true);
    // The broker forgets producers whose last record is a day old by its timestamp, and then
    // refuses what they write next; the records of an old run's replay have its old times.
    config.put(
        StreamsConfig.topicPrefix(TopicConfig.MESSAGE_TIMESTAMP_TYPE_CONFIG),
        TimestampType.LOG_APPEND_TIME.name);
    config.put(
        StreamsConfig.DESERIALIZATION_EXCEPTION_HANDLER_CLASS_CONFIG, DeadLetterHandler.class);
    config.put(DeadLetterHandler.REGISTRY, registry);
    config.put(DeadLetterHandler.TOPIC, options.output().of(Topics.DEAD_LETTERS));
    config.put(StreamsConfig.consumerPrefix(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG), "earliest");
    config.put(
        StreamsConfig.consumerPrefix(ConsumerConfig.SESSION_TIMEOUT_MS_CONFIG), SESSION_TIMEOUT_MS);
    config.put(
        StreamsConfig.consumerPrefix(ConsumerConfig.HEARTBEAT_INTERVAL_MS_CONFIG), HEARTBEAT_MS);
    return config;
  }

  /**
   * Waits until the topology runs.
   *
   * @throws IllegalStateException if it has failed or does not run in time
   */
  public void awaitRunning(Duration patience) {
    Patience.await(
        patience,
        "the drift topology to run",
        () -> {
          failIfFailed();
          return streams.state() == KafkaStreams.State.RUNNING;
        });
  }

  /**
   * Whether everything below these offsets has been processed and what came of it is committed.
   *
   * @param endOffsets ends of partitions of the input topics; partitions of other topics are
   *     ignored
   */
  public boolean consumed(Map<TopicPartition, Long> endOffsets) {
    failIfFailed();
    try (Progress progress = new Progress(options)) {
      return progress.passed(endOffsets);
    }
  }

  /**
   * Waits until {@link #consumed}.
   *
   * @throws IllegalStateException if the topology has failed or is not done in time
   */
  public void awaitConsumed(Map<TopicPartition, Long> endOffsets, Duration patience) {
    try (Progress progress = new Progress(options)) {
      Patience.await(
          patience,
          "the drift topology to consume its input",
          () -> {
            failIfFailed();
            return progress.passed(endOffsets);
          });
    }
  }

  /** Why it stopped, if it stopped by itself. */
  public Optional<Throwable> failure() {
    return Optional.ofNullable(failure.get());
  }

  private void failIfFailed() {
    Throwable error = failure.get();
    if (error != null) {
      throw new IllegalStateException(
          "the drift topology has failed: " + error.getMessage(), error);
    }
  }

  /** Stops it; the local state stays for the next start. */
  @Override
  public void close() {
    // Leaving the group lets the next start go on at once, not after the session's timeout.
    streams.close(
        CloseOptions.timeout(PATIENCE_AT_CLOSE)
            .withGroupMembershipOperation(CloseOptions.GroupMembershipOperation.LEAVE_GROUP));
  }

  /** Stops it and deletes the local state, for an analysis that ends here. */
  public void closeAndForget() {
    close();
    streams.cleanUp();
  }
}
