package io.plumbline.streamjobs.operator;

import io.plumbline.streamjobs.operator.evidence.ProbeCarry;
import io.plumbline.streamjobs.state.ImmutableSerializer;
import io.plumbline.streamjobs.state.LayoutSnapshot;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import org.apache.flink.api.common.typeutils.TypeSerializerSnapshot;

/** Serializer of a {@link ProbeCarry}. */
public final class ProbeCarrySerializer extends ImmutableSerializer<ProbeCarry> {
  private static final long serialVersionUID = 1L;

  private static final int LAYOUT = 2;

  /** From which on it has the direct probe's base. */
  private static final int WITH_DIRECT_BASE = 2;

  public ProbeCarrySerializer() {
    this(LAYOUT);
  }

  private ProbeCarrySerializer(int layout) {
    super(layout);
  }

  @Override
  protected void write(ProbeCarry object, DataOutput out) throws IOException {
    object.write(out);
  }

  @Override
  protected ProbeCarry read(DataInput in, int layout) throws IOException {
    return ProbeCarry.read(in, layout >= WITH_DIRECT_BASE);
  }

  @Override
  public TypeSerializerSnapshot<ProbeCarry> snapshotConfiguration() {
    return new Snapshot();
  }

  /** What Flink keeps of the serializer beside the state. */
  public static final class Snapshot extends LayoutSnapshot<ProbeCarry> {
    public Snapshot() {
      super(LAYOUT, ProbeCarrySerializer::new);
    }
  }
}
