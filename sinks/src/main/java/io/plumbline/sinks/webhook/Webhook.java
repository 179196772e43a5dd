package io.plumbline.sinks.webhook;

import io.plumbline.schemas.record.Alert;
import io.plumbline.schemas.record.DeadLetter;
import io.plumbline.schemas.serde.PatientDeserializer;
import io.plumbline.schemas.serde.RecordSerializer;
import io.plumbline.schemas.serde.SchemaRegistry;
import io.plumbline.schemas.topic.Keys;
import io.plumbline.schemas.topic.Topics;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.consumer.CommitFailedException;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.RetriableException;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Posts alerts as they are written, each at least once. One that cannot be delivered goes to the
 * dead letters, and the next one is tried.
 */
public final class Webhook implements AutoCloseable {
  static final String STAGE = "sinks.webhook";

  private static final Logger LOG = LoggerFactory.getLogger(Webhook.class);
  private static final Duration POLL = Duration.ofMillis(500);
  private static final long PATIENCE_AT_CLOSE_MS = 3_000;

  private final WebhookOptions options;
  private final PatientDeserializer<Alert> alerts;
  private final KafkaConsumer<byte[], byte[]> consumer;
  private final KafkaProducer<String, DeadLetter> deadLetters;
  private final Delivery delivery;
  private final Thread thread;
  private volatile Throwable failure;

  private Webhook(WebhookOptions options) {
    this.options = options;
    SchemaRegistry registry = new SchemaRegistry(options.registry());
    alerts = new PatientDeserializer<>(registry, Alert.class);
    consumer =
        new KafkaConsumer<>(
            options
                .brokers()
                .config(
                    Map.of(
                        ConsumerConfig.GROUP_ID_CONFIG,
                        options.groupId(),
                        ConsumerConfig.AUTO_OFFSET_RESET_CONFIG,
                        "earliest",
                        ConsumerConfig.ISOLATION_LEVEL_CONFIG,
                        "read_committed",
                        ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG,
                        false,
                        // One alert with all its attempts has to fit between two polls.
                        ConsumerConfig.MAX_POLL_RECORDS_CONFIG,
                        1)),
            new ByteArrayDeserializer(),
            new ByteArrayDeserializer());
    deadLetters =
        new KafkaProducer<>(
            options.brokers().config(Map.of()),
            new StringSerializer(),
            new RecordSerializer<>(registry));
    delivery =
        new Delivery(
            AlertPost.address(options.url(), options.format()),
            options.attempts(),
            options.firstBackoff(),
            options.timeout());
    thread = new Thread(this::run, "webhook");
    thread.setDaemon(true);
  }

  /** Starts posting and returns at once. The topics must exist. */
  public static Webhook start(WebhookOptions options) {
    Webhook webhook = new Webhook(options);
    webhook.thread.start();
    return webhook;
  }

  private void run() {
    try (consumer;
        deadLetters) {
      postUntilClosed();
    } catch (RuntimeException e) {
      failure = e;
      LOG.error("alerts are no longer posted", e);
    }
  }

  private void postUntilClosed() {
    try {
      consumer.subscribe(List.of(options.names().of(Topics.ALERTS)));
      while (true) {
        for (ConsumerRecord<byte[], byte[]> record : consumer.poll(POLL)) {
          take(record);
        }
      }
    } catch (InterruptException | InterruptedException e) {
      // The clients have to leave their group and flush, which an interrupted thread cannot.
      boolean cleared = Thread.interrupted();
      LOG.debug("webhook closed, interrupted: {}", cleared);
    }
  }

  /** Posts an alert and says so; what a broker that is away prevents is left to a later try. */
  private void take(ConsumerRecord<byte[], byte[]> record) throws InterruptedException {
    try {
      post(record);
    } catch (RetriableException e) {
      LOG.warn("alert at offset {} will be tried again", record.offset(), e);
      consumer.seek(new TopicPartition(record.topic(), record.partition()), record.offset());
      return;
    }
    try {
      consumer.commitSync();
    } catch (RetriableException | CommitFailedException e) {
      LOG.warn("after a restart alert {} would be posted once more", record.offset(), e);
    }
  }

  /** Why it stopped, if it stopped by itself. */
  public Optional<Throwable> failure() {
    return Optional.ofNullable(failure);
  }

  private void post(ConsumerRecord<byte[], byte[]> record) throws InterruptedException {
    Optional<String> body;
    try {
      Alert alert = alerts.deserialize(record.topic(), record.value());
      body = alert == null ? Optional.empty() : AlertPost.body(alert, options.format());
    } catch (SerializationException e) {
      refuse(record, e.getMessage());
      return;
    }
    if (body.isPresent()) {
      Optional<String> error = delivery.post(body.get());
      if (error.isPresent()) {
        refuse(record, options.url().getHost() + " " + error.get());
      }
    }
  }

  private void refuse(ConsumerRecord<byte[], byte[]> record, String error)
      throws InterruptedException {
    LOG.warn("alert at offset {} was not delivered: {}", record.offset(), error);
    DeadLetter letter =
        DeadLetter.newBuilder()
            .setTopic(record.topic())
            .setPartition(record.partition())
            .setOffset(record.offset())
            .setKey(buffer(record.key()))
            .setValue(buffer(record.value()))
            .setStage(STAGE)
            .setError(error)
            .setTime(record.timestamp())
            .build();
    ProducerRecord<String, DeadLetter> dead =
        new ProducerRecord<>(
            options.names().of(Topics.DEAD_LETTERS),
            null,
            record.timestamp(),
            Keys.of(record.topic(), record.partition(), record.offset()),
            letter);
    try {
      deadLetters.send(dead).get();
    } catch (ExecutionException e) {
      if (e.getCause() instanceof RetriableException trouble) {
        throw trouble;
      }
      throw new IllegalStateException("dead letter not written: " + e.getCause().getMessage(), e);
    }
  }

  private static ByteBuffer buffer(byte[] bytes) {
    return bytes == null ? null : ByteBuffer.wrap(bytes);
  }

  /** Stops; an alert that is being tried is tried again at the next start. */
  @Override
  public void close() {
    thread.interrupt();
    try {
      thread.join(PATIENCE_AT_CLOSE_MS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
