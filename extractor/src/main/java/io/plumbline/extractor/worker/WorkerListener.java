package io.plumbline.extractor.worker;

import io.plumbline.schemas.record.ExtractionTask;

/** Is told what a worker does. Calls come from the worker's threads and should return soon. */
public interface WorkerListener {
  /** A shard's records have been published. */
  default void shardPublished(ExtractionTask task, int records) {}

  /** A shard could not be extracted; its failure has been published. */
  default void shardFailed(ExtractionTask task, String reason) {}

  /**
   * Memory did not suffice for some texts at once, so half of them are read at a time. Told once
   * per shard.
   */
  default void batchHalved(ExtractionTask task, int texts) {}

  /** The broker does not answer, or the like; the worker goes on trying. */
  default void trouble(String reason) {}

  /** PyTorch, whose libraries are for CUDA, cannot use a GPU, so the CPU is used. */
  default void gpuRefused(String why) {}
}
