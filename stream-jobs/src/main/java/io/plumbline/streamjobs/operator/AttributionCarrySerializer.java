package io.plumbline.streamjobs.operator;

import io.plumbline.streamjobs.operator.evidence.AttributionCarry;
import io.plumbline.streamjobs.state.ImmutableSerializer;
import io.plumbline.streamjobs.state.LayoutSnapshot;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import org.apache.flink.api.common.typeutils.TypeSerializerSnapshot;

/** Serializer of an {@link AttributionCarry}. */
public final class AttributionCarrySerializer extends ImmutableSerializer<AttributionCarry> {
  private static final long serialVersionUID = 1L;

  private static final int LAYOUT = 1;

  public AttributionCarrySerializer() {
    this(LAYOUT);
  }

  private AttributionCarrySerializer(int layout) {
    super(layout);
  }

  @Override
  protected void write(AttributionCarry object, DataOutput out) throws IOException {
    object.write(out);
  }

  @Override
  protected AttributionCarry read(DataInput in, int layout) throws IOException {
    return AttributionCarry.read(in);
  }

  @Override
  public TypeSerializerSnapshot<AttributionCarry> snapshotConfiguration() {
    return new Snapshot();
  }

  /** What Flink keeps of the serializer beside the state. */
  public static final class Snapshot extends LayoutSnapshot<AttributionCarry> {
    public Snapshot() {
      super(LAYOUT, AttributionCarrySerializer::new);
    }
  }
}
