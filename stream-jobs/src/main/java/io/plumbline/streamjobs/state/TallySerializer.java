package io.plumbline.streamjobs.state;

import io.plumbline.streamjobs.linalg.BinaryCodec;
import org.apache.flink.api.common.typeutils.TypeSerializerSnapshot;

/** Serializer of a {@link Tally}. */
public final class TallySerializer extends BytesSerializer<Tally> {
  private static final long serialVersionUID = 1L;
  private static final int LAYOUT = 2;

  public TallySerializer() {
    this(LAYOUT);
  }

  private TallySerializer(int layout) {
    super(layout);
  }

  @Override
  protected byte[] toBytes(Tally tally) {
    return BinaryCodec.toBytes(tally::write);
  }

  @Override
  protected Tally fromBytes(byte[] bytes, int layout) {
    return BinaryCodec.fromBytes(bytes, in -> Tally.read(in, layout));
  }

  @Override
  protected int newest() {
    return LAYOUT;
  }

  @Override
  public TypeSerializerSnapshot<Tally> snapshotConfiguration() {
    return new Snapshot();
  }

  /** What Flink keeps of the serializer beside the state. */
  public static final class Snapshot extends LayoutSnapshot<Tally> {
    public Snapshot() {
      super(LAYOUT, TallySerializer::new);
    }
  }
}
