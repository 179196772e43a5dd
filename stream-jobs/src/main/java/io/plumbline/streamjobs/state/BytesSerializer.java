package io.plumbline.streamjobs.state;

import java.io.IOException;
import org.apache.flink.api.common.typeutils.base.TypeSerializerSingleton;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;

/**
 * Flink's serializer of a mutable object in keyed state that can write itself as bytes. A copy is
 * made by writing and reading. The layout of the bytes has a number, by which state of an older
 * build can still be read ({@link LayoutSnapshot}).
 */
public abstract class BytesSerializer<T> extends TypeSerializerSingleton<T> {
  private static final long serialVersionUID = 1L;

  private final int layout;

  /**
   * @param layout in which state is read; it is written in the newest
   */
  protected BytesSerializer(int layout) {
    this.layout = layout;
  }

  /** The object's whole state, in the newest layout. */
  protected abstract byte[] toBytes(T object);

  /** An object that goes on exactly as the written one would have. */
  protected abstract T fromBytes(byte[] bytes, int layout);

  /** The newest layout. */
  protected abstract int newest();

  @Override
  public final void serialize(T object, DataOutputView target) throws IOException {
    byte[] bytes = toBytes(object);
    target.writeInt(bytes.length);
    target.write(bytes);
  }

  @Override
  public final T deserialize(DataInputView source) throws IOException {
    byte[] bytes = new byte[source.readInt()];
    source.readFully(bytes);
    return fromBytes(bytes, layout);
  }

  @Override
  public final T deserialize(T reuse, DataInputView source) throws IOException {
    return deserialize(source);
  }

  @Override
  public final T copy(T from) {
    return fromBytes(toBytes(from), newest());
  }

  @Override
  public final T copy(T from, T reuse) {
    return copy(from);
  }

  @Override
  public final void copy(DataInputView source, DataOutputView target) throws IOException {
    int length = source.readInt();
    target.writeInt(length);
    target.write(source, length);
  }

  @Override
  public final boolean isImmutableType() {
    return false;
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
