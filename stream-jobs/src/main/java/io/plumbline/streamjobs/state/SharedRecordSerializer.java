package io.plumbline.streamjobs.state;

import java.io.IOException;
import org.apache.avro.specific.SpecificRecordBase;
import org.apache.flink.core.memory.DataOutputSerializer;
import org.apache.flink.core.memory.DataOutputView;
import org.apache.flink.formats.avro.typeutils.AvroSerializer;

/**
 * Flink's Avro serializer for records that nobody changes: they are shared instead of copied, which
 * matters for state that holds tensors.
 */
final class SharedRecordSerializer<T extends SpecificRecordBase> extends AvroSerializer<T> {
  private static final long serialVersionUID = 1L;
  private static final int FIRST_CAPACITY = 1 << 16;

  private transient DataOutputSerializer buffer;

  SharedRecordSerializer(Class<T> type) {
    super(type);
  }

  /** Whole records at once: checkpoint streams are slow with the many single bytes of arrays. */
  @Override
  public void serialize(T value, DataOutputView target) throws IOException {
    if (buffer == null) {
      buffer = new DataOutputSerializer(FIRST_CAPACITY);
    }
    super.serialize(value, buffer);
    target.write(buffer.getSharedBuffer(), 0, buffer.length());
    buffer.clear();
  }

  @Override
  public boolean isImmutableType() {
    return true;
  }

  @Override
  public T copy(T from) {
    return from;
  }

  @Override
  public T copy(T from, T reuse) {
    return from;
  }

  @Override
  public SharedRecordSerializer<T> duplicate() {
    return new SharedRecordSerializer<>(getType());
  }
}
