package io.plumbline.streamjobs.state;

import io.plumbline.streamjobs.dictionary.Dictionary;
import io.plumbline.streamjobs.dictionary.DictionaryCodec;
import org.apache.flink.api.common.typeutils.SimpleTypeSerializerSnapshot;
import org.apache.flink.api.common.typeutils.TypeSerializerSnapshot;

/** Serializer of a frozen {@link Dictionary}. */
public final class DictionarySerializer extends BytesSerializer<Dictionary> {
  private static final long serialVersionUID = 1L;

  @Override
  protected byte[] toBytes(Dictionary dictionary) {
    return DictionaryCodec.toBytes(dictionary);
  }

  @Override
  protected Dictionary fromBytes(byte[] bytes) {
    return DictionaryCodec.fromBytes(bytes);
  }

  @Override
  public TypeSerializerSnapshot<Dictionary> snapshotConfiguration() {
    return new Snapshot();
  }

  /** What Flink keeps of the serializer beside the state. */
  public static final class Snapshot extends SimpleTypeSerializerSnapshot<Dictionary> {
    public Snapshot() {
      super(DictionarySerializer::new);
    }
  }
}
