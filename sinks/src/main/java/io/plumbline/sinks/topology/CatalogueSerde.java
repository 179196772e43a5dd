package io.plumbline.sinks.topology;

import io.plumbline.schemas.serde.RecordDeserializer;
import io.plumbline.schemas.serde.RecordSerializer;
import io.plumbline.schemas.serde.SchemaRegistry;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.common.serialization.Serde;
import org.apache.kafka.common.serialization.Serdes;

/**
 * The records' serde for internal topics and state. It registers schemas under the subject of the
 * catalogue's topic, so that changelogs and repartition topics leave no subjects of their own
 * behind.
 */
final class CatalogueSerde {
  private CatalogueSerde() {}

  static <T extends SpecificRecord> Serde<T> of(
      SchemaRegistry registry, String catalogueTopic, Class<T> type) {
    RecordSerializer<T> serializer = new RecordSerializer<>(registry);
    return Serdes.serdeFrom(
        (topic, value) -> serializer.serialize(catalogueTopic, value),
        new RecordDeserializer<>(registry, type));
  }
}
