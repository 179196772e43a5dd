package io.plumbline.streamjobs.sink;

import io.plumbline.schemas.record.DeadLetter;
import io.plumbline.schemas.serde.RecordSerializer;
import io.plumbline.schemas.serde.SchemaRegistry;
import io.plumbline.schemas.serde.TrustedRecords;
import io.plumbline.streamjobs.source.Received;
import io.plumbline.streamjobs.source.Rejected;
import java.nio.ByteBuffer;
import org.apache.avro.specific.SpecificRecordBase;
import org.apache.flink.api.common.functions.MapFunction;

/**
 * Makes dead letters of refused records, with their values written anew as they stood in the topic.
 */
final class DeadLetterEncoder<T extends SpecificRecordBase>
    implements MapFunction<Rejected<T>, DeadLetter> {
  private static final long serialVersionUID = 1L;

  static {
    TrustedRecords.trust();
  }

  private final String registryUrl;
  private final String stage;
  private transient RecordSerializer<T> serializer;

  DeadLetterEncoder(String registryUrl, String stage) {
    this.registryUrl = registryUrl;
    this.stage = stage;
  }

  @Override
  public DeadLetter map(Rejected<T> rejected) {
    if (serializer == null) {
      serializer = new RecordSerializer<>(new SchemaRegistry(registryUrl));
    }
    Received<T> received = rejected.received();
    return DeadLetter.newBuilder()
        .setTopic(received.topic())
        .setPartition(received.partition())
        .setOffset(received.offset())
        .setKey(received.key() == null ? null : ByteBuffer.wrap(received.key()))
        .setValue(ByteBuffer.wrap(serializer.serialize(received.topic(), received.value())))
        .setStage(stage)
        .setError(rejected.reason())
        .setTime(received.timestamp())
        .build();
  }
}
