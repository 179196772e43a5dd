package io.plumbline.streamjobs.source;

import io.plumbline.schemas.record.DeadLetter;
import io.plumbline.schemas.serde.RecordDeserializer;
import io.plumbline.schemas.serde.SchemaRegistry;
import io.plumbline.schemas.serde.TrustedRecords;
import io.plumbline.schemas.topic.Keys;
import io.plumbline.streamjobs.state.RecordType;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.apache.avro.specific.SpecificRecordBase;
import org.apache.flink.api.common.serialization.DeserializationSchema;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.java.typeutils.EitherTypeInfo;
import org.apache.flink.connector.kafka.source.reader.deserializer.KafkaRecordDeserializationSchema;
import org.apache.flink.types.Either;
import org.apache.flink.util.Collector;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.errors.SerializationException;

/**
 * Reads Kafka records. Bytes that are no record of the expected type become dead letters, because
 * an exception here would make the job fail on them again after every restart.
 */
final class RecordParser<T extends SpecificRecordBase>
    implements KafkaRecordDeserializationSchema<Either<Received<T>, DeadLetter>> {
  private static final long serialVersionUID = 1L;

  static {
    TrustedRecords.trust();
  }

  private final Class<T> type;
  private final String registryUrl;
  private final String run;
  private final String stage;
  private transient RecordDeserializer<T> deserializer;

  /**
   * @param run the only run whose records are read, or null for all
   * @param stage who refuses, for the dead letters
   */
  RecordParser(Class<T> type, String registryUrl, String run, String stage) {
    this.type = type;
    this.registryUrl = registryUrl;
    this.run = run;
    this.stage = stage;
  }

  @Override
  public void open(DeserializationSchema.InitializationContext context) {
    deserializer = new RecordDeserializer<>(new SchemaRegistry(registryUrl), type);
  }

  @Override
  public void deserialize(
      ConsumerRecord<byte[], byte[]> in, Collector<Either<Received<T>, DeadLetter>> out) {
    boolean tombstone = in.value() == null;
    if (tombstone || !wanted(in.key())) {
      return;
    }
    try {
      T value = deserializer.deserialize(in.topic(), in.value());
      out.collect(
          Either.Left(
              new Received<>(
                  in.topic(), in.partition(), in.offset(), in.timestamp(), in.key(), value)));
    } catch (SerializationException e) {
      out.collect(Either.Right(deadLetter(in, e.getMessage())));
    }
  }

  private boolean wanted(byte[] key) {
    return run == null
        || (key != null && Keys.first(new String(key, StandardCharsets.UTF_8)).equals(run));
  }

  private DeadLetter deadLetter(ConsumerRecord<byte[], byte[]> in, String error) {
    return DeadLetter.newBuilder()
        .setTopic(in.topic())
        .setPartition(in.partition())
        .setOffset(in.offset())
        .setKey(in.key() == null ? null : ByteBuffer.wrap(in.key()))
        .setValue(ByteBuffer.wrap(in.value()))
        .setStage(stage)
        .setError(error)
        .setTime(in.timestamp())
        .build();
  }

  @Override
  public TypeInformation<Either<Received<T>, DeadLetter>> getProducedType() {
    return new EitherTypeInfo<>(Received.type(type), new RecordType<>(DeadLetter.class));
  }
}
