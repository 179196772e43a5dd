package io.plumbline.ops.replay;

import io.plumbline.ops.stack.Endpoints;
import io.plumbline.schemas.serde.RecordDeserializer;
import io.plumbline.schemas.serde.SchemaRegistry;
import io.plumbline.schemas.serde.TrustedRecords;
import io.plumbline.schemas.topic.Keys;
import io.plumbline.schemas.topic.Topic;
import io.plumbline.schemas.topic.TopicNames;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.StringDeserializer;

/** The committed records of one run, read from a topic's beginning to its present end. */
public final class RunRecords {
  private static final Duration POLL = Duration.ofMillis(200);

  private final Endpoints endpoints;
  private final String run;

  /**
   * @param run name of the run whose records are read
   */
  public RunRecords(Endpoints endpoints, String run) {
    this.endpoints = endpoints;
    this.run = run;
    TrustedRecords.trust();
  }

  /**
   * Reads a topic.
   *
   * @param names where the topic is
   * @param use takes each record with its key, in the order of its partition
   */
  public void read(TopicNames names, Topic topic, BiConsumer<String, SpecificRecord> use) {
    RecordDeserializer<? extends SpecificRecord> deserializer =
        new RecordDeserializer<>(new SchemaRegistry(endpoints.registry()), topic.type());
    String name = names.of(topic);
    try (KafkaConsumer<String, byte[]> consumer = consumer()) {
      List<TopicPartition> partitions =
          consumer.partitionsFor(name).stream()
              .map(info -> new TopicPartition(name, info.partition()))
              .toList();
      consumer.assign(partitions);
      consumer.seekToBeginning(partitions);
      Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
      while (!passed(consumer, ends)) {
        for (ConsumerRecord<String, byte[]> record : consumer.poll(POLL)) {
          if (record.value() != null && Keys.first(record.key()).equals(run)) {
            use.accept(record.key(), deserializer.deserialize(name, record.value()));
          }
        }
      }
    }
  }

  private KafkaConsumer<String, byte[]> consumer() {
    return new KafkaConsumer<>(
        endpoints.brokers().readerConfig(), new StringDeserializer(), new ByteArrayDeserializer());
  }

  private static boolean passed(
      KafkaConsumer<String, byte[]> consumer, Map<TopicPartition, Long> ends) {
    return ends.entrySet().stream()
        .allMatch(end -> consumer.position(end.getKey()) >= end.getValue());
  }
}
