package io.plumbline.streamjobs.state;

import io.plumbline.streamjobs.linalg.BinaryCodec;
import org.apache.flink.api.common.typeutils.TypeSerializerSnapshot;

/** Serializer of a {@link Gathering}. */
public final class GatheringSerializer extends BytesSerializer<Gathering> {
  private static final long serialVersionUID = 1L;
  private static final int LAYOUT = 2;

  public GatheringSerializer() {
    this(LAYOUT);
  }

  private GatheringSerializer(int layout) {
    super(layout);
  }

  @Override
  protected byte[] toBytes(Gathering object) {
    return BinaryCodec.toBytes(object::write);
  }

  @Override
  protected Gathering fromBytes(byte[] bytes, int layout) {
    return BinaryCodec.fromBytes(bytes, in -> Gathering.read(in, layout));
  }

  @Override
  protected int newest() {
    return LAYOUT;
  }

  @Override
  public TypeSerializerSnapshot<Gathering> snapshotConfiguration() {
    return new Snapshot();
  }

  /** What Flink keeps of the serializer beside the state. */
  public static final class Snapshot extends LayoutSnapshot<Gathering> {
    public Snapshot() {
      super(LAYOUT, GatheringSerializer::new);
    }
  }
}
