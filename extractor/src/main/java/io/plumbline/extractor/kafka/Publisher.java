package io.plumbline.extractor.kafka;

import io.plumbline.schemas.serde.RecordSerializer;
import io.plumbline.schemas.serde.SchemaRegistry;
import io.plumbline.schemas.topic.Topic;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.Future;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.consumer.ConsumerGroupMetadata;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;

/**
 * Publishes records in transactions: all of one or none. After any failure the publisher is of no
 * more use; a new one with the same id undoes what was left open.
 */
public final class Publisher implements AutoCloseable {
  private static final Duration CLOSE_WITHIN = Duration.ofSeconds(2);

  private final KafkaConnection connection;
  private final RecordSerializer<SpecificRecord> serializer;
  private final KafkaProducer<String, byte[]> producer;

  /**
   * Connects.
   *
   * @param transactionalId identity; a publisher that has the same one is shut out
   * @throws io.plumbline.schemas.UserError if the broker does not answer
   */
  public Publisher(KafkaConnection connection, String transactionalId) {
    this(connection, transactionalId, Batching.defaults());
  }

  /** As {@link #Publisher(KafkaConnection, String)}, with batches of another kind. */
  public Publisher(KafkaConnection connection, String transactionalId, Batching batching) {
    this.connection = connection;
    this.serializer = new RecordSerializer<>(new SchemaRegistry(connection.registryUrl()));
    this.producer = connection.producer(transactionalId, batching);
    try {
      producer.initTransactions();
    } catch (KafkaException e) {
      producer.close(Duration.ZERO);
      throw connection.explained(e);
    }
  }

  /** Starts a transaction. */
  public void begin() {
    producer.beginTransaction();
  }

  /**
   * Adds a record to the transaction. If it cannot be sent, {@link #commit()} fails.
   *
   * @param time its Kafka timestamp, milliseconds since the epoch
   */
  public void send(Topic topic, String key, long time, SpecificRecord record) {
    Future<RecordMetadata> unused = sendTracked(topic, key, time, record);
  }

  /** Like {@link #send}, but says where the record went. */
  public Future<RecordMetadata> sendTracked(
      Topic topic, String key, long time, SpecificRecord record) {
    String name = connection.names().of(topic);
    byte[] value = serializer.serialize(name, record);
    return producer.send(new ProducerRecord<>(name, null, time, key, value));
  }

  /** Adds to the transaction how far its input has been consumed. */
  public void sendOffsets(
      Map<TopicPartition, OffsetAndMetadata> offsets, ConsumerGroupMetadata group) {
    producer.sendOffsetsToTransaction(offsets, group);
  }

  /** Makes the transaction visible, all at once. */
  public void commit() {
    producer.commitTransaction();
  }

  /** Gives up; an open transaction is undone by the broker or by a successor. */
  @Override
  public void close() {
    producer.close(CLOSE_WITHIN);
  }
}
