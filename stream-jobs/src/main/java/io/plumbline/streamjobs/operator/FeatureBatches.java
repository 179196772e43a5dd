package io.plumbline.streamjobs.operator;

import io.plumbline.schemas.record.BatchPosition;
import io.plumbline.schemas.record.FeatureBatch;
import java.nio.ByteBuffer;
import java.util.List;

/** Feature batches that stand for a failure. */
final class FeatureBatches {
  private FeatureBatches() {}

  /** An empty batch at a failed position. */
  static FeatureBatch failed(BatchPosition position, String hook, List<String> hooks) {
    return FeatureBatch.newBuilder()
        .setPosition(position)
        .setHook(hook)
        .setHooks(hooks)
        .setDictionary("")
        .setItems(List.of())
        .setCandidates(List.of())
        .setFeatures(0)
        .setRowPointers(List.of(0))
        .setColumns(List.of())
        .setValues(ByteBuffer.allocate(0))
        .setSquaredError(0)
        .setSquaredNorm(0)
        .setSum(List.of())
        .build();
  }
}
