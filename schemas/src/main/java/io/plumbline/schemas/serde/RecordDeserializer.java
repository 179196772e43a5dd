package io.plumbline.schemas.serde;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.avro.AvroRuntimeException;
import org.apache.avro.Schema;
import org.apache.avro.io.BinaryDecoder;
import org.apache.avro.io.DecoderFactory;
import org.apache.avro.specific.SpecificData;
import org.apache.avro.specific.SpecificDatumReader;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.serialization.Deserializer;

/**
 * Reads records in the Confluent wire format, resolving the writer's schema against ours.
 *
 * <p>Throws {@link SerializationException} on bytes that are not such a record, so that the caller
 * can send them to the dead letters.
 */
public final class RecordDeserializer<T extends SpecificRecord> implements Deserializer<T> {
  static {
    TrustedRecords.trust();
  }

  private final SchemaRegistry registry;
  private final Schema readerSchema;
  private final Map<Integer, SpecificDatumReader<T>> readers = new ConcurrentHashMap<>();

  public RecordDeserializer(SchemaRegistry registry, Class<T> type) {
    this.registry = registry;
    this.readerSchema = SpecificData.get().getSchema(type);
  }

  @Override
  public T deserialize(String topic, byte[] bytes) {
    if (bytes == null) {
      return null;
    }
    if (bytes.length < RecordSerializer.HEADER_BYTES || bytes[0] != RecordSerializer.MAGIC) {
      throw new SerializationException(
          "not in the schema registry's wire format (" + bytes.length + " bytes)");
    }
    int id = ByteBuffer.wrap(bytes, 1, Integer.BYTES).getInt();
    if (id < 0) {
      throw new SerializationException(
          "not a " + readerSchema.getName() + ": there are no schemas of negative id");
    }
    int offset = RecordSerializer.HEADER_BYTES;
    BinaryDecoder decoder =
        DecoderFactory.get().binaryDecoder(bytes, offset, bytes.length - offset, null);
    try {
      return read(reader(id), decoder);
    } catch (UnknownSchemaException | SerializationException | AvroRuntimeException e) {
      throw new SerializationException(
          "not a " + readerSchema.getName() + " of schema " + id + ": " + e.getMessage(), e);
    }
  }

  private T read(SpecificDatumReader<T> reader, BinaryDecoder decoder) {
    T record;
    boolean end;
    try {
      record = reader.read(null, decoder);
      end = decoder.isEnd();
    } catch (IOException | RuntimeException e) {
      // Avro throws exceptions of many kinds on bytes that are no record.
      throw new SerializationException(e.toString(), e);
    }
    if (!end) {
      throw new SerializationException("bytes are left over after it");
    }
    return record;
  }

  private SpecificDatumReader<T> reader(int id) {
    return readers.computeIfAbsent(
        id, key -> new SpecificDatumReader<>(registry.byId(key), readerSchema));
  }
}
