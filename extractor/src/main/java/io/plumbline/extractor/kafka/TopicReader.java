package io.plumbline.extractor.kafka;

import io.plumbline.schemas.UserError;
import io.plumbline.schemas.serde.RecordDeserializer;
import io.plumbline.schemas.serde.SchemaRegistry;
import io.plumbline.schemas.topic.Topic;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.SerializationException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Reads what a topic holds at the moment, from its start to its end. */
public final class TopicReader {
  private static final Logger LOG = LoggerFactory.getLogger(TopicReader.class);
  private static final Duration POLL = Duration.ofMillis(200);

  private final KafkaConnection connection;
  private final SchemaRegistry registry;

  public TopicReader(KafkaConnection connection) {
    this.connection = connection;
    this.registry = new SchemaRegistry(connection.registryUrl());
  }

  /** Is given each record in the order of its partition. */
  @FunctionalInterface
  public interface Visitor<T> {
    /** Takes a record and where it was. */
    void visit(String key, T record, TopicPartition partition, long offset);
  }

  /**
   * Visits all committed records whose key is wanted. Records that cannot be read are logged and
   * passed by.
   *
   * @throws UserError if the broker does not answer or the topic is not there
   */
  public <T extends SpecificRecord> void forEach(
      Topic topic, Class<T> type, Predicate<String> keys, Visitor<T> visitor) {
    String name = connection.names().of(topic);
    RecordDeserializer<T> deserializer = new RecordDeserializer<>(registry, type);
    try (KafkaConsumer<String, byte[]> consumer = connection.reader()) {
      List<TopicPartition> partitions =
          consumer.partitionsFor(name).stream()
              .map(info -> new TopicPartition(name, info.partition()))
              .toList();
      if (partitions.isEmpty()) {
        throw new UserError(
            "topic " + name + " is not there; create the topics first by starting the stack");
      }
      consumer.assign(partitions);
      consumer.seekToBeginning(partitions);
      Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
      while (!reached(consumer, ends)) {
        for (ConsumerRecord<String, byte[]> found : consumer.poll(POLL)) {
          if (found.key() != null && keys.test(found.key()) && found.value() != null) {
            visit(found, deserializer, visitor);
          }
        }
      }
    } catch (KafkaException e) {
      throw connection.explained(e);
    }
  }

  private static boolean reached(
      KafkaConsumer<String, byte[]> consumer, Map<TopicPartition, Long> ends) {
    return ends.entrySet().stream()
        .allMatch(end -> consumer.position(end.getKey()) >= end.getValue());
  }

  private static <T extends SpecificRecord> void visit(
      ConsumerRecord<String, byte[]> found,
      RecordDeserializer<T> deserializer,
      Visitor<T> visitor) {
    TopicPartition partition = new TopicPartition(found.topic(), found.partition());
    try {
      T record = deserializer.deserialize(found.topic(), found.value());
      visitor.visit(found.key(), record, partition, found.offset());
    } catch (SerializationException e) {
      LOG.warn("passed by record {} of {}: {}", found.offset(), partition, e.getMessage());
    }
  }
}
