package io.plumbline.extractor.worker;

import io.plumbline.schemas.record.ExtractionTask;

/** Is told what a worker does. Calls come from the worker's thread and should return soon. */
public interface WorkerListener {
  /** A shard's records have been published. */
  default void shardPublished(ExtractionTask task, int records) {}

  /** A shard could not be extracted; its failure has been published. */
  default void shardFailed(ExtractionTask task, String reason) {}

  /** The broker does not answer, or the like; the worker goes on trying. */
  default void trouble(String reason) {}
}
