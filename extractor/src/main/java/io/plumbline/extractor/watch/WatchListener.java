package io.plumbline.extractor.watch;

import io.plumbline.extractor.checkpoint.Finding;
import io.plumbline.extractor.coordinator.TaskLedger;
import io.plumbline.schemas.record.CheckpointArrived;
import io.plumbline.schemas.record.ExtractionTask;
import java.util.List;

/**
 * Is told how a watch goes. Calls come from the watch's thread and those of its worker, and should
 * return soon.
 */
public interface WatchListener {
  /**
   * The run is open.
   *
   * @param run its name
   * @param checkpoints tuned checkpoints that had been announced before; 0 for a new run
   * @param hooks its hooks; empty if the base waits for the first tuned checkpoint to choose them
   */
  default void opened(String run, int checkpoints, List<String> hooks) {}

  /**
   * A checkpoint was found complete, and announced with its tasks. A step is announced again if its
   * content has become another one, as where training was resumed.
   */
  default void checkpointAnnounced(CheckpointArrived checkpoint) {}

  /**
   * Something else was found: a checkpoint that is refused, stalled, late or overwritten.
   *
   * @param reason what it means, in words
   */
  default void checkpointPassedBy(Finding finding, String reason) {}

  /**
   * There are tasks of a checkpoint, or more of them are done than before, by whichever workers.
   */
  default void progress(TaskLedger.Progress checkpoint) {}

  /** The worker within this process has published a shard. */
  default void shardPublished(ExtractionTask task, int records) {}

  /** The worker within this process could not extract a shard. */
  default void shardFailed(ExtractionTask task, String reason) {}

  /**
   * Memory did not suffice for some texts at once, so the worker within this process reads half of
   * them at a time. Told once per shard.
   */
  default void batchHalved(ExtractionTask task, int texts) {}

  /** The broker does not answer, or the like; the watch goes on trying. */
  default void trouble(String reason) {}

  /** PyTorch, whose libraries are for CUDA, cannot use a GPU, so the CPU is used. */
  default void gpuRefused(String why) {}
}
