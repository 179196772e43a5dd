package io.plumbline.streamjobs.sink;

import io.plumbline.schemas.serde.RecordSerializer;
import io.plumbline.schemas.serde.SchemaRegistry;
import io.plumbline.schemas.serde.TrustedRecords;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import org.apache.avro.specific.SpecificRecord;
import org.apache.flink.api.common.serialization.SerializationSchema;
import org.apache.flink.connector.kafka.lineage.DefaultKafkaDatasetFacet;
import org.apache.flink.connector.kafka.lineage.DefaultKafkaDatasetIdentifier;
import org.apache.flink.connector.kafka.lineage.KafkaDatasetFacet;
import org.apache.flink.connector.kafka.lineage.KafkaDatasetFacetProvider;
import org.apache.flink.connector.kafka.sink.KafkaRecordSerializationSchema;
import org.apache.kafka.clients.producer.ProducerRecord;

/**
 * Writes records under their key. Says which topic it writes to, since the sink looks there for
 * transactions that were left open when it starts again.
 */
final class RecordEncoder<T extends SpecificRecord>
    implements KafkaRecordSerializationSchema<T>, KafkaDatasetFacetProvider {
  private static final long serialVersionUID = 1L;

  static {
    TrustedRecords.trust();
  }

  private final String topic;
  private final String registryUrl;
  private transient RecordSerializer<T> serializer;

  RecordEncoder(String topic, String registryUrl) {
    this.topic = topic;
    this.registryUrl = registryUrl;
  }

  @Override
  public void open(
      SerializationSchema.InitializationContext context, KafkaSinkContext sinkContext) {
    serializer = new RecordSerializer<>(new SchemaRegistry(registryUrl));
  }

  @Override
  public Optional<KafkaDatasetFacet> getKafkaDatasetFacet() {
    return Optional.of(
        new DefaultKafkaDatasetFacet(DefaultKafkaDatasetIdentifier.ofTopics(List.of(topic))));
  }

  @Override
  public ProducerRecord<byte[], byte[]> serialize(T record, KafkaSinkContext context, Long time) {
    Envelope envelope = Envelope.of(record);
    return new ProducerRecord<>(
        topic,
        null,
        envelope.time(),
        envelope.key().getBytes(StandardCharsets.UTF_8),
        serializer.serialize(topic, record));
  }
}
