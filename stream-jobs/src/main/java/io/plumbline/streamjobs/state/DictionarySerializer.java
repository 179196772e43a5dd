package io.plumbline.streamjobs.state;

import io.plumbline.streamjobs.dictionary.Dictionary;
import io.plumbline.streamjobs.dictionary.DictionaryCodec;
import io.plumbline.streamjobs.linalg.BinaryCodec;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import org.apache.flink.api.common.typeutils.TypeSerializerSnapshot;

/** Serializer of a frozen {@link Dictionary}. */
public final class DictionarySerializer extends ImmutableSerializer<Dictionary> {
  private static final long serialVersionUID = 1L;
  private static final int LAYOUT = 1;

  public DictionarySerializer() {
    this(LAYOUT);
  }

  private DictionarySerializer(int layout) {
    super(layout);
  }

  @Override
  protected void write(Dictionary dictionary, DataOutput out) throws IOException {
    BinaryCodec.write(out, DictionaryCodec.toBytes(dictionary));
  }

  @Override
  protected Dictionary read(DataInput in, int layout) throws IOException {
    return DictionaryCodec.fromBytes(BinaryCodec.readBytes(in));
  }

  @Override
  public TypeSerializerSnapshot<Dictionary> snapshotConfiguration() {
    return new Snapshot();
  }

  /** What Flink keeps of the serializer beside the state. */
  public static final class Snapshot extends LayoutSnapshot<Dictionary> {
    public Snapshot() {
      super(LAYOUT, DictionarySerializer::new);
    }
  }
}
