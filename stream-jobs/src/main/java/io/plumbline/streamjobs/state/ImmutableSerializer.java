package io.plumbline.streamjobs.state;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import org.apache.flink.api.common.typeutils.base.TypeSerializerSingleton;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;

/**
 * Flink's serializer of an immutable object in keyed state. It is shared instead of copied, and
 * written into the checkpoint without an array of all its bytes: it can be large. What is written
 * has a layout with a number, by which state of an older build can still be read ({@link
 * LayoutSnapshot}).
 */
public abstract class ImmutableSerializer<T> extends TypeSerializerSingleton<T> {
  private static final long serialVersionUID = 1L;

  private final int layout;

  /**
   * @param layout in which state is read; it is written in the newest
   */
  protected ImmutableSerializer(int layout) {
    this.layout = layout;
  }

  /** Writes the whole object, in the newest layout. */
  protected abstract void write(T object, DataOutput out) throws IOException;

  /** Reads what {@link #write} wrote in a layout. */
  protected abstract T read(DataInput in, int layout) throws IOException;

  @Override
  public final void serialize(T object, DataOutputView target) throws IOException {
    write(object, target);
  }

  @Override
  public final T deserialize(DataInputView source) throws IOException {
    return read(source, layout);
  }

  @Override
  public final T deserialize(T reuse, DataInputView source) throws IOException {
    return read(source, layout);
  }

  @Override
  public final T copy(T from) {
    return from;
  }

  @Override
  public final T copy(T from, T reuse) {
    return from;
  }

  @Override
  public final void copy(DataInputView source, DataOutputView target) throws IOException {
    write(read(source, layout), target);
  }

  @Override
  public final boolean isImmutableType() {
    return true;
  }

  @Override
  public final T createInstance() {
    return null;
  }

  @Override
  public final int getLength() {
    return -1;
  }
}
