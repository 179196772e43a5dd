package io.plumbline.streamjobs.state;

import io.plumbline.streamjobs.linalg.BinaryCodec;
import org.apache.flink.api.common.typeutils.TypeSerializerSnapshot;

/** Serializer of a {@link DecisionGathering}. */
public final class DecisionGatheringSerializer extends BytesSerializer<DecisionGathering> {
  private static final long serialVersionUID = 1L;
  private static final int LAYOUT = 2;

  public DecisionGatheringSerializer() {
    this(LAYOUT);
  }

  private DecisionGatheringSerializer(int layout) {
    super(layout);
  }

  @Override
  protected byte[] toBytes(DecisionGathering object) {
    return BinaryCodec.toBytes(object::write);
  }

  @Override
  protected DecisionGathering fromBytes(byte[] bytes, int layout) {
    return BinaryCodec.fromBytes(bytes, in -> DecisionGathering.read(in, layout));
  }

  @Override
  protected int newest() {
    return LAYOUT;
  }

  @Override
  public TypeSerializerSnapshot<DecisionGathering> snapshotConfiguration() {
    return new Snapshot();
  }

  /** What Flink keeps of the serializer beside the state. */
  public static final class Snapshot extends LayoutSnapshot<DecisionGathering> {
    public Snapshot() {
      super(LAYOUT, DecisionGatheringSerializer::new);
    }
  }
}
