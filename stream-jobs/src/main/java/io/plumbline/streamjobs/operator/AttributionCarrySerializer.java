package io.plumbline.streamjobs.operator;

import io.plumbline.streamjobs.operator.evidence.AttributionCarry;
import io.plumbline.streamjobs.state.BytesSerializer;
import org.apache.flink.api.common.typeutils.SimpleTypeSerializerSnapshot;
import org.apache.flink.api.common.typeutils.TypeSerializerSnapshot;

/** Serializer of an {@link AttributionCarry}. */
public final class AttributionCarrySerializer extends BytesSerializer<AttributionCarry> {
  private static final long serialVersionUID = 1L;

  @Override
  protected byte[] toBytes(AttributionCarry object) {
    return object.toBytes();
  }

  @Override
  protected AttributionCarry fromBytes(byte[] bytes) {
    return AttributionCarry.fromBytes(bytes);
  }

  @Override
  public TypeSerializerSnapshot<AttributionCarry> snapshotConfiguration() {
    return new Snapshot();
  }

  /** What Flink keeps of the serializer beside the state. */
  public static final class Snapshot extends SimpleTypeSerializerSnapshot<AttributionCarry> {
    public Snapshot() {
      super(AttributionCarrySerializer::new);
    }
  }
}
