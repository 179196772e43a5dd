package io.plumbline.extractor.capture;

import io.plumbline.schemas.record.BatchPosition;
import io.plumbline.schemas.record.ExtractionTask;

/** Where the batches of a task stand in their run. */
final class Positions {
  private Positions() {}

  static BatchPosition of(ExtractionTask task, int index, boolean last) {
    return builder(task).setIndex(index).setLast(last).build();
  }

  static BatchPosition failure(ExtractionTask task, String reason) {
    return builder(task).setIndex(0).setLast(true).setFailure(reason).build();
  }

  private static BatchPosition.Builder builder(ExtractionTask task) {
    return BatchPosition.newBuilder()
        .setRun(task.getRun())
        .setStep(task.getStep())
        .setOrdinal(task.getOrdinal())
        .setCheckpoint(task.getCheckpoint())
        .setShard(task.getShard())
        .setShards(task.getShards())
        .setTime(task.getTime());
  }
}
