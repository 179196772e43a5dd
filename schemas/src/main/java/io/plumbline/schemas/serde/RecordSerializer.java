package io.plumbline.schemas.serde;

import io.plumbline.schemas.digest.CanonicalBytes;
import java.nio.ByteBuffer;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.common.serialization.Serializer;

/**
 * Writes records in the Confluent wire format: a zero byte, the schema's id as a big-endian int,
 * Avro binary. Registers the schema under {@code <topic>-value} at the first record of a topic.
 */
public final class RecordSerializer<T extends SpecificRecord> implements Serializer<T> {
  static final byte MAGIC = 0;
  static final int HEADER_BYTES = 5;

  private final SchemaRegistry registry;
  private final Map<String, Integer> ids = new ConcurrentHashMap<>();

  public RecordSerializer(SchemaRegistry registry) {
    this.registry = registry;
  }

  /** Subject of a topic's values (TopicNameStrategy). */
  public static String subject(String topic) {
    return topic + "-value";
  }

  @Override
  public byte[] serialize(String topic, T value) {
    if (value == null) {
      return null;
    }
    int id = ids.computeIfAbsent(topic, t -> registry.register(subject(t), value.getSchema()));
    byte[] header = ByteBuffer.allocate(HEADER_BYTES).put(MAGIC).putInt(id).array();
    return CanonicalBytes.after(header, value);
  }
}
