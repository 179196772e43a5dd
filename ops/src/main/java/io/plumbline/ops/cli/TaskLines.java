package io.plumbline.ops.cli;

import io.plumbline.schemas.record.ExtractionTask;

/** What a user is told of a task that does not go as it should. */
final class TaskLines {
  private TaskLines() {}

  static String failed(ExtractionTask task, String reason) {
    return "  @|yellow step %d, shard %d|@ failed: %s"
        .formatted(task.getStep(), task.getShard(), reason);
  }

  static String halved(ExtractionTask task, int texts) {
    return "  @|yellow step %d, shard %d|@ %s"
        .formatted(task.getStep(), task.getShard(), halved(texts));
  }

  static String gpuRefused(String why) {
    return "  @|yellow reading on the CPU|@, since PyTorch cannot use a GPU: " + why;
  }

  static String halved(int texts) {
    return "out of memory with %d texts at once; reading %d at a time"
        .formatted(texts, (texts + 1) / 2);
  }
}
