package io.plumbline.streamjobs.state;

import io.plumbline.streamjobs.linalg.BinaryCodec;
import org.apache.flink.api.common.typeutils.SimpleTypeSerializerSnapshot;
import org.apache.flink.api.common.typeutils.TypeSerializerSnapshot;

/** Serializer of a {@link Tally}. */
public final class TallySerializer extends BytesSerializer<Tally> {
  private static final long serialVersionUID = 1L;

  @Override
  protected byte[] toBytes(Tally tally) {
    return BinaryCodec.toBytes(tally::write);
  }

  @Override
  protected Tally fromBytes(byte[] bytes) {
    return BinaryCodec.fromBytes(bytes, Tally::read);
  }

  @Override
  public TypeSerializerSnapshot<Tally> snapshotConfiguration() {
    return new Snapshot();
  }

  /** What Flink keeps of the serializer beside the state. */
  public static final class Snapshot extends SimpleTypeSerializerSnapshot<Tally> {
    public Snapshot() {
      super(TallySerializer::new);
    }
  }
}
