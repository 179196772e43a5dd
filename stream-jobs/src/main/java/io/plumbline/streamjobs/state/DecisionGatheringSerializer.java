package io.plumbline.streamjobs.state;

import io.plumbline.streamjobs.linalg.BinaryCodec;
import org.apache.flink.api.common.typeutils.SimpleTypeSerializerSnapshot;
import org.apache.flink.api.common.typeutils.TypeSerializerSnapshot;

/** Serializer of a {@link DecisionGathering}. */
public final class DecisionGatheringSerializer extends BytesSerializer<DecisionGathering> {
  private static final long serialVersionUID = 1L;

  @Override
  protected byte[] toBytes(DecisionGathering object) {
    return BinaryCodec.toBytes(object::write);
  }

  @Override
  protected DecisionGathering fromBytes(byte[] bytes) {
    return BinaryCodec.fromBytes(bytes, DecisionGathering::read);
  }

  @Override
  public TypeSerializerSnapshot<DecisionGathering> snapshotConfiguration() {
    return new Snapshot();
  }

  /** What Flink keeps of the serializer beside the state. */
  public static final class Snapshot extends SimpleTypeSerializerSnapshot<DecisionGathering> {
    public Snapshot() {
      super(DecisionGatheringSerializer::new);
    }
  }
}
