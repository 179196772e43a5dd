package io.plumbline.extractor.kafka;

import io.plumbline.schemas.UserError;
import io.plumbline.schemas.topic.Brokers;
import io.plumbline.schemas.topic.Topic;
import io.plumbline.schemas.topic.TopicNames;
import java.util.Map;
import java.util.function.Function;
import org.apache.kafka.clients.CommonClientConfigs;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;

/**
 * Where the topics are.
 *
 * @param brokers the Kafka brokers
 * @param registryUrl address of the schema registry
 * @param names names of the topics
 */
public record KafkaConnection(Brokers brokers, String registryUrl, TopicNames names) {
  private static final int REQUEST_TIMEOUT_MS = 5_000;
  private static final int API_TIMEOUT_MS = 15_000;

  /**
   * Compute comes before a transaction, so one lasts only as long as its records take to send: a
   * full shard under a quota of 1 MB/s, which shared brokers have, a little over a minute. A worker
   * that dies within one holds readers up for this long.
   */
  private static final int TRANSACTION_TIMEOUT_MS = 120_000;

  /** What is still to be sent when a transaction is committed; it has half a minute for that. */
  private static final int BUFFER_BYTES = 2 * Topic.MAX_MESSAGE_BYTES;

  private static final int SESSION_TIMEOUT_MS = 10_000;

  /** A shard is computed between two polls. */
  private static final int MAX_POLL_INTERVAL_MS = 3_600_000;

  /** A producer of transactions. Another one with the same id ends this one. */
  KafkaProducer<String, byte[]> producer(String transactionalId, Batching batching) {
    Map<String, Object> config = common();
    config.put(ProducerConfig.TRANSACTIONAL_ID_CONFIG, transactionalId);
    config.put(ProducerConfig.TRANSACTION_TIMEOUT_CONFIG, TRANSACTION_TIMEOUT_MS);
    config.put(ProducerConfig.MAX_REQUEST_SIZE_CONFIG, Topic.MAX_MESSAGE_BYTES);
    config.put(ProducerConfig.BUFFER_MEMORY_CONFIG, BUFFER_BYTES);
    config.put(ProducerConfig.BATCH_SIZE_CONFIG, batching.bytes());
    config.put(ProducerConfig.LINGER_MS_CONFIG, batching.lingerMillis());
    config.put(ProducerConfig.COMPRESSION_TYPE_CONFIG, batching.compression());
    config.put(ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG, API_TIMEOUT_MS);
    config.put(ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, 2 * API_TIMEOUT_MS);
    config.put(ProducerConfig.MAX_BLOCK_MS_CONFIG, 2 * API_TIMEOUT_MS);
    return created(
        c -> new KafkaProducer<>(c, new StringSerializer(), new ByteArraySerializer()), config);
  }

  /** A consumer of committed records, in no group. */
  KafkaConsumer<String, byte[]> reader() {
    return created(
        c -> new KafkaConsumer<>(c, new StringDeserializer(), new ByteArrayDeserializer()),
        consumer());
  }

  /** A member of a group that shares the topic's partitions and never loses its place. */
  public KafkaConsumer<byte[], byte[]> member(String group) {
    Map<String, Object> config = consumer();
    config.put(ConsumerConfig.GROUP_ID_CONFIG, group);
    config.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest");
    config.put(ConsumerConfig.SESSION_TIMEOUT_MS_CONFIG, SESSION_TIMEOUT_MS);
    config.put(ConsumerConfig.MAX_POLL_INTERVAL_MS_CONFIG, MAX_POLL_INTERVAL_MS);
    return created(
        c -> new KafkaConsumer<>(c, new ByteArrayDeserializer(), new ByteArrayDeserializer()),
        config);
  }

  /** A client for asking about groups. */
  public Admin admin() {
    return created(Admin::create, common());
  }

  /** The error to show where the broker does not answer. */
  UserError unreachable(Exception cause) {
    return new UserError(
        "no Kafka broker answers at " + brokers + "; check the address and that it runs", cause);
  }

  /** Turns a time-out into an error that names the broker; returns other errors as they are. */
  public RuntimeException explained(KafkaException e) {
    return e instanceof TimeoutException ? unreachable(e) : e;
  }

  private Map<String, Object> common() {
    Map<String, Object> config = brokers.config(Map.of());
    config.put(CommonClientConfigs.REQUEST_TIMEOUT_MS_CONFIG, REQUEST_TIMEOUT_MS);
    config.put(CommonClientConfigs.DEFAULT_API_TIMEOUT_MS_CONFIG, API_TIMEOUT_MS);
    config.put(CommonClientConfigs.RECONNECT_BACKOFF_MAX_MS_CONFIG, REQUEST_TIMEOUT_MS);
    return config;
  }

  private Map<String, Object> consumer() {
    Map<String, Object> config = common();
    config.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
    config.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
    config.put(ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG, false);
    return config;
  }

  private <T> T created(Function<Map<String, Object>, T> factory, Map<String, Object> config) {
    try {
      return factory.apply(config);
    } catch (KafkaException e) {
      throw new UserError(
          "'" + brokers + "' is no usable address of a Kafka broker; give HOST:PORT", e);
    }
  }
}
