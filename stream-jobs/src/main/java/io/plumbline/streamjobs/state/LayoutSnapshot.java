package io.plumbline.streamjobs.state;

import java.io.IOException;
import java.util.function.IntFunction;
import org.apache.flink.api.common.typeutils.TypeSerializer;
import org.apache.flink.api.common.typeutils.TypeSerializerSchemaCompatibility;
import org.apache.flink.api.common.typeutils.TypeSerializerSnapshot;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;

/**
 * What Flink keeps of a serializer of ours beside the state: the number of the layout that the
 * state is written in. State of an older layout is read and goes on in the newest; state of a build
 * that is newer, or older than what can be read, is refused.
 */
public abstract class LayoutSnapshot<T> implements TypeSerializerSnapshot<T> {
  /** The layout of state that was kept without a number, by Flink's own snapshot. */
  private static final int FIRST = 1;

  private static final int UNNUMBERED = 3;
  private static final int NUMBERED = 4;

  private final IntFunction<? extends TypeSerializer<T>> serializer;
  private final int newest;
  private int layout;

  /**
   * @param newest the layout in which state is written
   * @param serializer one that reads a layout
   */
  protected LayoutSnapshot(int newest, IntFunction<? extends TypeSerializer<T>> serializer) {
    this.newest = newest;
    this.layout = newest;
    this.serializer = serializer;
  }

  @Override
  public final int getCurrentVersion() {
    return NUMBERED;
  }

  @Override
  public final void writeSnapshot(DataOutputView out) throws IOException {
    out.writeInt(layout);
  }

  @Override
  public final void readSnapshot(int version, DataInputView in, ClassLoader classLoader)
      throws IOException {
    layout = version == UNNUMBERED ? FIRST : in.readInt();
    if (layout > newest) {
      throw new IOException(
          "state of "
              + getClass().getEnclosingClass().getSimpleName()
              + " is of a newer build: its layout is "
              + layout
              + ", and this build reads up to "
              + newest);
    }
  }

  @Override
  public final TypeSerializer<T> restoreSerializer() {
    return serializer.apply(layout);
  }

  @Override
  public final TypeSerializerSchemaCompatibility<T> resolveSchemaCompatibility(
      TypeSerializerSnapshot<T> old) {
    if (!(old instanceof LayoutSnapshot<T> before) || old.getClass() != getClass()) {
      return TypeSerializerSchemaCompatibility.incompatible();
    }
    return before.layout == layout
        ? TypeSerializerSchemaCompatibility.compatibleAsIs()
        : TypeSerializerSchemaCompatibility.compatibleAfterMigration();
  }
}
