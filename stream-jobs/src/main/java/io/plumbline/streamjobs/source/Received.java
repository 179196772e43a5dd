package io.plumbline.streamjobs.source;

import io.plumbline.streamjobs.state.RecordType;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.apache.avro.specific.SpecificRecordBase;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.common.typeinfo.Types;

/**
 * A record and where it came from, so that it can still be refused later. A lost one, which could
 * not be read or whose place in its run cannot be believed, is refused already; it goes on without
 * its value, in its place among the others of its key, to say that something is missing there.
 *
 * @param topic topic it was read from
 * @param partition its partition
 * @param offset its offset
 * @param timestamp its Kafka timestamp, milliseconds since the epoch
 * @param key its key, null if it has none
 * @param value the record, null if it is lost
 */
@SuppressWarnings("ArrayRecordComponent") // carried through, never compared
public record Received<T extends SpecificRecordBase>(
    String topic, int partition, long offset, long timestamp, byte[] key, T value) {

  /** Flink's type of received records whose values are of the given class. */
  @SuppressWarnings({"unchecked", "rawtypes"}) // a class literal cannot have a type argument
  public static <T extends SpecificRecordBase> TypeInformation<Received<T>> type(
      Class<T> valueType) {
    return (TypeInformation)
        Types.POJO(
            Received.class,
            Map.of(
                "topic",
                Types.STRING,
                "partition",
                Types.INT,
                "offset",
                Types.LONG,
                "timestamp",
                Types.LONG,
                "key",
                Types.PRIMITIVE_ARRAY(Types.BYTE),
                "value",
                new RecordType<>(valueType)));
  }

  /** The same place without a value. */
  public Received<T> lost() {
    return with(null);
  }

  /** Whether there is no value. */
  public boolean isLost() {
    return value == null;
  }

  /** The key as text; empty if there is none. */
  public String keyText() {
    return key == null ? "" : new String(key, StandardCharsets.UTF_8);
  }

  /** The same place with another value. */
  public Received<T> with(T other) {
    return new Received<>(topic, partition, offset, timestamp, key, other);
  }
}
