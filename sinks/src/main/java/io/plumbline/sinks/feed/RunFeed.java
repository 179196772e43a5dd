package io.plumbline.sinks.feed;

import io.plumbline.schemas.serde.PatientDeserializer;
import io.plumbline.schemas.serde.SchemaRegistry;
import io.plumbline.schemas.topic.Brokers;
import io.plumbline.schemas.topic.Topic;
import io.plumbline.schemas.topic.TopicNames;
import io.plumbline.schemas.topic.Topics;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads the topics that tell of runs from their beginning into a {@link RunBook}, and goes on as
 * they grow. Sees committed records only.
 */
public final class RunFeed implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(RunFeed.class);
  private static final Duration POLL = Duration.ofMillis(200);
  private static final long PATIENCE_AT_CLOSE_MS = 3_000;
  private static final List<Topic> TOPICS =
      List.of(
          Topics.RUNS,
          Topics.CHECKPOINTS,
          Topics.ATTRIBUTIONS,
          Topics.DRIFT,
          Topics.ALERTS,
          Topics.DEAD_LETTERS);

  private final RunBook book = new RunBook();
  private final CountDownLatch caughtUp = new CountDownLatch(1);
  private final Map<String, PatientDeserializer<?>> deserializers = new HashMap<>();
  private final KafkaConsumer<String, byte[]> consumer;
  private final Thread thread;

  private RunFeed(Brokers brokers, String registry, TopicNames names) {
    SchemaRegistry schemas = new SchemaRegistry(registry);
    for (Topic topic : TOPICS) {
      deserializers.put(names.of(topic), new PatientDeserializer<>(schemas, topic.type()));
    }
    consumer =
        new KafkaConsumer<>(
            brokers.readerConfig(), new StringDeserializer(), new ByteArrayDeserializer());
    thread = new Thread(this::run, "run-feed");
    thread.setDaemon(true);
  }

  /** Starts reading and returns at once. The topics must exist. */
  public static RunFeed start(Brokers brokers, String registry, TopicNames names) {
    RunFeed feed = new RunFeed(brokers, registry, names);
    feed.thread.start();
    return feed;
  }

  /** What has been read so far. */
  public RunBook book() {
    return book;
  }

  /**
   * Waits until all that was in the topics at the start has been read.
   *
   * @throws IllegalStateException if that takes too long
   */
  public void awaitCaughtUp(Duration patience) {
    try {
      if (!caughtUp.await(patience.toMillis(), TimeUnit.MILLISECONDS)) {
        throw new IllegalStateException(
            "the topics could not be read within " + patience.toSeconds() + " s");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while the topics were read", e);
    }
  }

  private void run() {
    try (consumer) {
      readUntilClosed();
    } catch (RuntimeException e) {
      book.fail(e);
      LOG.error("the topics can no longer be read", e);
    }
  }

  private void readUntilClosed() {
    try {
      List<TopicPartition> partitions = new ArrayList<>();
      for (String topic : deserializers.keySet()) {
        consumer
            .partitionsFor(topic)
            .forEach(p -> partitions.add(new TopicPartition(topic, p.partition())));
      }
      consumer.assign(partitions);
      consumer.seekToBeginning(partitions);
      Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
      while (true) {
        for (ConsumerRecord<String, byte[]> record : consumer.poll(POLL)) {
          take(record);
        }
        if (caughtUp.getCount() > 0
            && ends.entrySet().stream()
                .allMatch(e -> consumer.position(e.getKey()) >= e.getValue())) {
          caughtUp.countDown();
        }
      }
    } catch (InterruptException | InterruptedException e) {
      // An interrupted thread cannot close the consumer.
      boolean cleared = Thread.interrupted();
      LOG.debug("feed closed, interrupted: {}", cleared);
    }
  }

  private void take(ConsumerRecord<String, byte[]> bytes) throws InterruptedException {
    SpecificRecord record;
    try {
      record = deserializers.get(bytes.topic()).deserialize(bytes.topic(), bytes.value());
    } catch (SerializationException e) {
      LOG.warn(
          "{}/{}/{} is not usable: {}",
          bytes.topic(),
          bytes.partition(),
          bytes.offset(),
          e.getMessage());
      return;
    }
    if (record == null) {
      return;
    }
    book.add(record);
  }

  /** Stops reading; the book stays as it is. */
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
