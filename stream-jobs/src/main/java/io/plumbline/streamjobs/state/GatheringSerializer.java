package io.plumbline.streamjobs.state;

import io.plumbline.streamjobs.linalg.BinaryCodec;
import org.apache.flink.api.common.typeutils.SimpleTypeSerializerSnapshot;
import org.apache.flink.api.common.typeutils.TypeSerializerSnapshot;

/** Serializer of a {@link Gathering}. */
public final class GatheringSerializer extends BytesSerializer<Gathering> {
  private static final long serialVersionUID = 1L;

  @Override
  protected byte[] toBytes(Gathering object) {
    return BinaryCodec.toBytes(object::write);
  }

  @Override
  protected Gathering fromBytes(byte[] bytes) {
    return BinaryCodec.fromBytes(bytes, Gathering::read);
  }

  @Override
  public TypeSerializerSnapshot<Gathering> snapshotConfiguration() {
    return new Snapshot();
  }

  /** What Flink keeps of the serializer beside the state. */
  public static final class Snapshot extends SimpleTypeSerializerSnapshot<Gathering> {
    public Snapshot() {
      super(GatheringSerializer::new);
    }
  }
}
