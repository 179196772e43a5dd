package io.plumbline.streamjobs.state;

import io.plumbline.streamjobs.dictionary.TrainingState;
import org.apache.flink.api.common.typeutils.TypeSerializerSnapshot;

/** Serializer of the {@link TrainingState} of a dictionary. */
public final class TrainingStateSerializer extends BytesSerializer<TrainingState> {
  private static final long serialVersionUID = 1L;
  private static final int LAYOUT = 1;

  public TrainingStateSerializer() {
    this(LAYOUT);
  }

  private TrainingStateSerializer(int layout) {
    super(layout);
  }

  @Override
  protected byte[] toBytes(TrainingState state) {
    return state.toBytes();
  }

  @Override
  protected TrainingState fromBytes(byte[] bytes, int layout) {
    return TrainingState.fromBytes(bytes);
  }

  @Override
  protected int newest() {
    return LAYOUT;
  }

  @Override
  public TypeSerializerSnapshot<TrainingState> snapshotConfiguration() {
    return new Snapshot();
  }

  /** What Flink keeps of the serializer beside the state. */
  public static final class Snapshot extends LayoutSnapshot<TrainingState> {
    public Snapshot() {
      super(LAYOUT, TrainingStateSerializer::new);
    }
  }
}
