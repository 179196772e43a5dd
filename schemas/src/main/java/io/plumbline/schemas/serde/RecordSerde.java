package io.plumbline.schemas.serde;

import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.common.serialization.Serde;
import org.apache.kafka.common.serialization.Serdes;

/** The one serde of producers, consumers, Flink and Streams. */
public final class RecordSerde {
  private RecordSerde() {}

  /** Values of one record type, over the given registry. */
  public static <T extends SpecificRecord> Serde<T> of(SchemaRegistry registry, Class<T> type) {
    return Serdes.serdeFrom(
        new RecordSerializer<T>(registry), new RecordDeserializer<>(registry, type));
  }
}
