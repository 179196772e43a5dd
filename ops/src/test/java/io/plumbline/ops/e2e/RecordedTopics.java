package io.plumbline.ops.e2e;

import io.plumbline.extractor.kafka.KafkaConnection;
import io.plumbline.extractor.kafka.Publisher;
import io.plumbline.ops.pipeline.Catalogue;
import io.plumbline.ops.stack.Endpoints;
import io.plumbline.schemas.record.ActivationBatch;
import io.plumbline.schemas.record.CheckpointArrived;
import io.plumbline.schemas.record.FeedbackItem;
import io.plumbline.schemas.record.LogProbBatch;
import io.plumbline.schemas.record.ReadoutBatch;
import io.plumbline.schemas.record.RunSpec;
import io.plumbline.schemas.topic.Keys;
import io.plumbline.schemas.topic.Topic;
import io.plumbline.schemas.topic.TopicNames;
import io.plumbline.schemas.topic.Topics;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;

/** Topics of their own that records of an extractor are written to. */
final class RecordedTopics implements AutoCloseable {
  private static final long TIME = 1_000;

  private final TopicNames names;
  private final Publisher publisher;
  private final KafkaProducer<String, byte[]> raw;

  /** Bytes that no producer of ours would write. */
  @SuppressWarnings("ArrayRecordComponent") // carried through, never compared
  record Raw(Topic topic, String key, byte[] value) {}

  RecordedTopics(Endpoints endpoints, TopicNames names) {
    this.names = names;
    Catalogue.ensure(endpoints, names, Topics.ALL);
    KafkaConnection connection =
        new KafkaConnection(endpoints.brokers(), endpoints.registry(), names);
    this.publisher = new Publisher(connection, names.prefix() + "recorder");
    this.raw =
        new KafkaProducer<>(
            Map.of(ProducerConfig.BOOTSTRAP_SERVERS_CONFIG, endpoints.brokers().addresses()),
            new StringSerializer(),
            new ByteArraySerializer());
  }

  TopicNames names() {
    return names;
  }

  /** Writes records in their order, in one transaction. */
  void publish(List<? extends SpecificRecord> records) {
    publisher.begin();
    records.forEach(this::send);
    publisher.commit();
  }

  /** Writes records in their order, {@link Raw} ones among them. */
  void publishMixed(List<?> records) throws Exception {
    List<SpecificRecord> together = new ArrayList<>();
    for (Object record : records) {
      if (record instanceof Raw bytes) {
        publish(together);
        together.clear();
        raw.send(new ProducerRecord<>(names.of(bytes.topic()), bytes.key(), bytes.value())).get();
      } else {
        together.add((SpecificRecord) record);
      }
    }
    publish(together);
  }

  private void send(SpecificRecord record) {
    if (record instanceof RunSpec r) {
      publisher.send(Topics.RUNS, r.getRun(), TIME, r);
    } else if (record instanceof FeedbackItem r) {
      publisher.send(Topics.FEEDBACK, Keys.of(r.getDataset(), r.getItem()), TIME, r);
    } else if (record instanceof CheckpointArrived r) {
      publisher.send(Topics.CHECKPOINTS, r.getRun(), TIME, r);
    } else if (record instanceof ActivationBatch r) {
      String key = Keys.of(r.getPosition().getRun(), r.getHook());
      publisher.send(Topics.ACTIVATIONS, key, TIME, r);
    } else if (record instanceof LogProbBatch r) {
      publisher.send(Topics.LOG_PROBS, r.getPosition().getRun(), TIME, r);
    } else if (record instanceof ReadoutBatch r) {
      publisher.send(Topics.READOUTS, r.getPosition().getRun(), TIME, r);
    } else {
      throw new IllegalArgumentException(record.getSchema().getName());
    }
  }

  @Override
  public void close() {
    publisher.close();
    raw.close();
  }
}
