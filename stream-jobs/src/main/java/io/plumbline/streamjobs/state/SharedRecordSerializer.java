package io.plumbline.streamjobs.state;

import org.apache.avro.specific.SpecificRecordBase;
import org.apache.flink.formats.avro.typeutils.AvroSerializer;

/**
 * Flink's Avro serializer for records that nobody changes: they are shared instead of copied, which
 * matters for state that holds tensors.
 */
final class SharedRecordSerializer<T extends SpecificRecordBase> extends AvroSerializer<T> {
  private static final long serialVersionUID = 1L;

  SharedRecordSerializer(Class<T> type) {
    super(type);
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
