package io.plumbline.streamjobs.operator;

import io.plumbline.streamjobs.operator.evidence.ProbeCarry;
import io.plumbline.streamjobs.state.BytesSerializer;
import org.apache.flink.api.common.typeutils.SimpleTypeSerializerSnapshot;
import org.apache.flink.api.common.typeutils.TypeSerializerSnapshot;

/** Serializer of a {@link ProbeCarry}. */
public final class ProbeCarrySerializer extends BytesSerializer<ProbeCarry> {
  private static final long serialVersionUID = 1L;

  @Override
  protected byte[] toBytes(ProbeCarry object) {
    return object.toBytes();
  }

  @Override
  protected ProbeCarry fromBytes(byte[] bytes) {
    return ProbeCarry.fromBytes(bytes);
  }

  @Override
  public TypeSerializerSnapshot<ProbeCarry> snapshotConfiguration() {
    return new Snapshot();
  }

  /** What Flink keeps of the serializer beside the state. */
  public static final class Snapshot extends SimpleTypeSerializerSnapshot<ProbeCarry> {
    public Snapshot() {
      super(ProbeCarrySerializer::new);
    }
  }
}
