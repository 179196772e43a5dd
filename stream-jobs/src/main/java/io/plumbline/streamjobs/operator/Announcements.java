package io.plumbline.streamjobs.operator;

import io.plumbline.schemas.record.BatchPosition;
import io.plumbline.schemas.record.CheckpointArrived;
import io.plumbline.streamjobs.source.Received;
import io.plumbline.streamjobs.state.RecordType;
import org.apache.flink.api.common.functions.RuntimeContext;
import org.apache.flink.api.common.state.MapState;
import org.apache.flink.api.common.state.MapStateDescriptor;
import org.apache.flink.api.common.state.ValueState;
import org.apache.flink.api.common.state.ValueStateDescriptor;
import org.apache.flink.api.common.typeinfo.Types;

/**
 * The announcements of a run's checkpoints that are not reported on yet. A view of the current
 * key's state. They are written in order: after one that could not be read, ordinals that the next
 * one skips are not waited for.
 */
final class Announcements {
  private final MapState<Integer, CheckpointArrived> checkpoints;
  private final MapState<Integer, Boolean> skipped;
  private final ValueState<Boolean> lost;

  Announcements(RuntimeContext context) {
    this.checkpoints =
        context.getMapState(
            new MapStateDescriptor<>(
                "checkpoints", Types.INT, new RecordType<>(CheckpointArrived.class)));
    this.skipped =
        context.getMapState(new MapStateDescriptor<>("unannounced", Types.INT, Types.BOOLEAN));
    this.lost = context.getState(new ValueStateDescriptor<>("lost-announcement", Types.BOOLEAN));
  }

  /**
   * @param next ordinal of the checkpoint that is due
   */
  void add(Received<CheckpointArrived> received, int next) throws Exception {
    if (received.isLost()) {
      lost.update(true);
      return;
    }
    int ordinal = received.value().getOrdinal();
    if (ordinal < next || checkpoints.contains(ordinal)) {
      return;
    }
    checkpoints.put(ordinal, received.value());
    if (lost.value() != null) {
      lost.clear();
      for (int before = next; before < ordinal; before++) {
        if (!checkpoints.contains(before)) {
          skipped.put(before, true);
        }
      }
    }
  }

  boolean contains(int ordinal) throws Exception {
    return checkpoints.contains(ordinal);
  }

  /** Whether the announcement of a checkpoint is not waited for. */
  boolean isSkipped(int ordinal) throws Exception {
    return skipped.contains(ordinal) && !checkpoints.contains(ordinal);
  }

  /**
   * The announcement of a checkpoint; of one that was skipped what its batches say.
   *
   * @param any position of one of them
   */
  CheckpointArrived of(int ordinal, BatchPosition any) throws Exception {
    CheckpointArrived checkpoint = checkpoints.get(ordinal);
    return checkpoint != null
        ? checkpoint
        : CheckpointArrived.newBuilder()
            .setRun(any.getRun())
            .setStep(any.getStep())
            .setOrdinal(ordinal)
            .setCheckpoint(any.getCheckpoint())
            .setLocation("")
            .setTime(any.getTime())
            .build();
  }

  /** The place of a checkpoint as it was announced. */
  BatchPosition place(int ordinal) throws Exception {
    CheckpointArrived checkpoint = checkpoints.get(ordinal);
    return BatchPosition.newBuilder()
        .setRun(checkpoint.getRun())
        .setStep(checkpoint.getStep())
        .setOrdinal(ordinal)
        .setCheckpoint(checkpoint.getCheckpoint())
        .setShard(0)
        .setShards(1)
        .setIndex(0)
        .setLast(true)
        .setTime(checkpoint.getTime())
        .build();
  }

  /** Forgets a checkpoint that has been reported on. */
  void forget(int ordinal) throws Exception {
    checkpoints.remove(ordinal);
    skipped.remove(ordinal);
  }

  /** Forgets all. */
  void clear() {
    checkpoints.clear();
    skipped.clear();
    lost.clear();
  }
}
