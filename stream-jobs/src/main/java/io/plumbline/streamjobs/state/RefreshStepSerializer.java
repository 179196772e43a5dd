package io.plumbline.streamjobs.state;

import io.plumbline.streamjobs.dictionary.RefreshStep;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import org.apache.flink.api.common.typeutils.TypeSerializerSnapshot;

/** Serializer of a {@link RefreshStep}. */
public final class RefreshStepSerializer extends ImmutableSerializer<RefreshStep> {
  private static final long serialVersionUID = 1L;
  private static final int LAYOUT = 1;

  public RefreshStepSerializer() {
    this(LAYOUT);
  }

  private RefreshStepSerializer(int layout) {
    super(layout);
  }

  @Override
  protected void write(RefreshStep step, DataOutput out) throws IOException {
    step.write(out);
  }

  @Override
  protected RefreshStep read(DataInput in, int layout) throws IOException {
    return RefreshStep.read(in);
  }

  @Override
  public TypeSerializerSnapshot<RefreshStep> snapshotConfiguration() {
    return new Snapshot();
  }

  /** What Flink keeps of the serializer beside the state. */
  public static final class Snapshot extends LayoutSnapshot<RefreshStep> {
    public Snapshot() {
      super(LAYOUT, RefreshStepSerializer::new);
    }
  }
}
