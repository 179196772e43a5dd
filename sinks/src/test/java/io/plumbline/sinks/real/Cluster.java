package io.plumbline.sinks.real;

import io.plumbline.schemas.record.ImplicitFeedback;
import io.plumbline.schemas.record.ProbeReport;
import io.plumbline.schemas.record.RunSpec;
import io.plumbline.schemas.serde.RecordDeserializer;
import io.plumbline.schemas.serde.RecordSerializer;
import io.plumbline.schemas.topic.Brokers;
import io.plumbline.schemas.topic.Keys;
import io.plumbline.schemas.topic.Topic;
import io.plumbline.schemas.topic.TopicAdmin;
import io.plumbline.schemas.topic.TopicNames;
import io.plumbline.schemas.topic.Topics;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.Future;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;

/** A broker with the catalogue's topics, and the registry. */
public final class Cluster implements AutoCloseable {
  private static final Duration POLL = Duration.ofMillis(200);
  private final Broker broker;

  public Cluster(Path directory) throws Exception {
    broker = new Broker(directory);
  }

  public String bootstrap() {
    return broker.bootstrap();
  }

  /** Topics of the catalogue under names of their own. */
  public TopicNames fresh() {
    TopicNames names = new TopicNames("t" + UUID.randomUUID() + ".");
    try (TopicAdmin admin = new TopicAdmin(Brokers.at(bootstrap()))) {
      admin.ensure(names, Topics.ALL, (short) 1);
    }
    return names;
  }

  /** Writes records of the run's way in one transaction, and one that is aborted before it. */
  public void write(TopicNames names, List<? extends SpecificRecord> records) {
    Map<String, Object> config =
        Map.of(
            ProducerConfig.BOOTSTRAP_SERVERS_CONFIG, bootstrap(),
            ProducerConfig.TRANSACTIONAL_ID_CONFIG, UUID.randomUUID().toString());
    try (KafkaProducer<String, SpecificRecord> producer =
        new KafkaProducer<>(
            config, new StringSerializer(), new RecordSerializer<>(Registry.client()))) {
      producer.initTransactions();
      producer.beginTransaction();
      records.forEach(record -> send(producer, names, record));
      producer.abortTransaction();
      producer.beginTransaction();
      records.forEach(record -> send(producer, names, record));
      producer.commitTransaction();
    }
  }

  /** Writes bytes as they are. */
  public void writeBytes(String topic, byte[] value) throws Exception {
    try (KafkaProducer<String, byte[]> producer =
        new KafkaProducer<>(
            Map.of(ProducerConfig.BOOTSTRAP_SERVERS_CONFIG, bootstrap()),
            new StringSerializer(),
            new ByteArraySerializer())) {
      producer.send(new ProducerRecord<>(topic, "some/key", value)).get();
    }
  }

  /** Ends of all partitions of these topics. */
  public Map<TopicPartition, Long> ends(TopicNames names, Topic... topics) {
    try (KafkaConsumer<String, byte[]> consumer = consumer("read_uncommitted")) {
      return consumer.endOffsets(partitions(consumer, names, topics));
    }
  }

  /** All committed records of a topic, in the order of its only partition. */
  public <T extends SpecificRecord> List<T> read(TopicNames names, Topic topic, Class<T> type) {
    RecordDeserializer<T> deserializer = new RecordDeserializer<>(Registry.client(), type);
    List<T> records = new ArrayList<>();
    try (KafkaConsumer<String, byte[]> consumer = consumer("read_committed")) {
      List<TopicPartition> partitions = partitions(consumer, names, topic);
      consumer.assign(partitions);
      consumer.seekToBeginning(partitions);
      Map<TopicPartition, Long> ends = new HashMap<>(consumer.endOffsets(partitions));
      while (!ends.entrySet().stream()
          .allMatch(end -> consumer.position(end.getKey()) >= end.getValue())) {
        consumer
            .poll(POLL)
            .forEach(r -> records.add(deserializer.deserialize(r.topic(), r.value())));
      }
    }
    return records;
  }

  private KafkaConsumer<String, byte[]> consumer(String isolation) {
    return new KafkaConsumer<>(
        Map.of(
            ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG,
            bootstrap(),
            ConsumerConfig.ISOLATION_LEVEL_CONFIG,
            isolation),
        new StringDeserializer(),
        new ByteArrayDeserializer());
  }

  private static List<TopicPartition> partitions(
      KafkaConsumer<String, byte[]> consumer, TopicNames names, Topic... topics) {
    List<TopicPartition> partitions = new ArrayList<>();
    for (Topic topic : topics) {
      consumer
          .partitionsFor(names.of(topic))
          .forEach(p -> partitions.add(new TopicPartition(p.topic(), p.partition())));
    }
    return partitions;
  }

  private static void send(
      KafkaProducer<String, SpecificRecord> producer, TopicNames names, SpecificRecord record) {
    Topic topic;
    String key;
    if (record instanceof ProbeReport report) {
      topic = Topics.PROBE_REPORTS;
      key = Keys.of(report.getRun(), report.getProbe());
    } else if (record instanceof ImplicitFeedback batch) {
      topic = Topics.IMPLICIT_FEEDBACK;
      key = Keys.of(batch.getRun(), batch.getProbe());
    } else {
      topic =
          Topics.ALL.stream()
              .filter(t -> t.type().equals(record.getClass()))
              .findFirst()
              .orElseThrow();
      key = record instanceof RunSpec spec ? spec.getRun() : "key";
    }
    // What fails here fails the commit.
    Future<RecordMetadata> unused =
        producer.send(new ProducerRecord<>(names.of(topic), key, record));
  }

  @Override
  public void close() {
    broker.close();
  }
}
