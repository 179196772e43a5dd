package io.plumbline.extractor.watch;

import io.plumbline.extractor.worker.WorkerListener;
import io.plumbline.schemas.record.ExtractionTask;

/** Tells a watch's listener what the worker in its process does. */
record Forwarding(WatchListener listener) implements WorkerListener {
  @Override
  public void shardPublished(ExtractionTask task, int records) {
    listener.shardPublished(task, records);
  }

  @Override
  public void shardFailed(ExtractionTask task, String reason) {
    listener.shardFailed(task, reason);
  }

  @Override
  public void batchHalved(ExtractionTask task, int texts) {
    listener.batchHalved(task, texts);
  }

  @Override
  public void trouble(String reason) {
    listener.trouble(reason);
  }

  @Override
  public void gpuRefused(String why) {
    listener.gpuRefused(why);
  }
}
