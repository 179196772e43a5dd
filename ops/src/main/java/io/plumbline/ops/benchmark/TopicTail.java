package io.plumbline.ops.benchmark;

import io.plumbline.ops.stack.Endpoints;
import io.plumbline.schemas.digest.Sha256;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.LongSummaryStatistics;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/** A bare consumer of a topic's committed records, from its beginning on. */
final class TopicTail implements AutoCloseable {
  private static final Duration POLL = Duration.ofMillis(20);
  private static final Duration LOOK = Duration.ofMillis(200);
  private static final Duration PATIENCE = Duration.ofMinutes(30);

  private final KafkaConsumer<byte[], byte[]> consumer;
  private final String topic;

  /**
   * What has been read.
   *
   * @param records how many
   * @param bytes of their values
   * @param firstAppended when the broker wrote the first, milliseconds since the epoch
   * @param lastAppended when it wrote the last
   */
  record Read(int records, long bytes, long firstAppended, long lastAppended) {}

  TopicTail(Endpoints endpoints, String topic) {
    this.topic = topic;
    this.consumer =
        new KafkaConsumer<>(
            endpoints.brokers().readerConfig(),
            new ByteArrayDeserializer(),
            new ByteArrayDeserializer());
    List<TopicPartition> partitions =
        consumer.partitionsFor(topic).stream()
            .map(info -> new TopicPartition(topic, info.partition()))
            .toList();
    consumer.assign(partitions);
    consumer.seekToBeginning(partitions);
  }

  /**
   * Reads on until so many records have come.
   *
   * @throws IllegalStateException if they do not come in half an hour
   */
  Read await(int records) {
    LongSummaryStatistics bytes = new LongSummaryStatistics();
    LongSummaryStatistics times = new LongSummaryStatistics();
    read(
        records,
        record -> {
          bytes.accept(record.value().length);
          times.accept(record.timestamp());
        });
    return new Read((int) bytes.getCount(), bytes.getSum(), times.getMin(), times.getMax());
  }

  /**
   * Digest of the keys and values of so many records, each partition's in their order.
   *
   * @throws IllegalStateException if they do not come in half an hour
   */
  String digest(int records) {
    SortedMap<Integer, MessageDigest> partitions = new TreeMap<>();
    read(
        records,
        record -> {
          MessageDigest digest =
              partitions.computeIfAbsent(record.partition(), first -> Sha256.newDigest());
          digest.update(record.key());
          digest.update(record.value());
        });
    return partitions.entrySet().stream()
        .map(entry -> entry.getKey() + "=" + HexFormat.of().formatHex(entry.getValue().digest()))
        .collect(Collectors.joining(" "));
  }

  /**
   * Waits until so many more records have been committed, without reading them meanwhile: whoever
   * writes them has the machine to itself.
   *
   * @throws IllegalStateException if they do not come in half an hour
   */
  void awaitCommitted(int records) throws InterruptedException {
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    long committed = committed();
    while (committed < records) {
      if (System.nanoTime() > deadline) {
        throw late(committed, records);
      }
      Thread.sleep(LOOK.toMillis());
      committed = committed();
    }
  }

  /**
   * Offsets from this consumer's positions to the last committed ones, transactions' ends included.
   */
  private long committed() {
    return consumer.endOffsets(consumer.assignment()).entrySet().stream()
        .mapToLong(end -> end.getValue() - consumer.position(end.getKey()))
        .sum();
  }

  private void read(int records, Consumer<ConsumerRecord<byte[], byte[]>> use) {
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    int count = 0;
    while (count < records) {
      for (ConsumerRecord<byte[], byte[]> record : consumer.poll(POLL)) {
        count++;
        use.accept(record);
      }
      if (System.nanoTime() > deadline) {
        throw late(count, records);
      }
    }
  }

  private IllegalStateException late(long count, int records) {
    return new IllegalStateException(
        "%d of %d records have come to %s".formatted(count, records, topic));
  }

  @Override
  public void close() {
    consumer.close();
  }
}
