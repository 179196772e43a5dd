package io.plumbline.extractor.watch;

import io.plumbline.extractor.worker.ExtractionWorker;
import io.plumbline.extractor.worker.WorkerListener;
import io.plumbline.extractor.worker.WorkerOptions;
import io.plumbline.schemas.record.ExtractionTask;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A worker within the process that watches. */
final class WorkerThread implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(WorkerThread.class);
  private static final long JOIN_MILLIS = TimeUnit.SECONDS.toMillis(3);

  private final ExtractionWorker worker;
  private final Thread thread;
  private volatile RuntimeException failure;

  WorkerThread(WatchOptions options, WatchListener listener) {
    this.worker =
        new ExtractionWorker(
            options.connection(),
            WorkerOptions.of(options.device(), options.threads()),
            new Forwarding(listener));
    this.thread = new Thread(this::run, "plumbline-worker");
    thread.setDaemon(true);
  }

  void start() {
    thread.start();
  }

  /** Why the worker has ended, if it has ended by itself. */
  Optional<RuntimeException> failure() {
    return Optional.ofNullable(failure);
  }

  private void run() {
    try {
      worker.run();
    } catch (RuntimeException e) {
      LOG.error("the worker ended", e);
      failure = e;
    }
  }

  @Override
  public void close() {
    worker.stop();
    try {
      thread.join(JOIN_MILLIS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    worker.close();
  }

  private record Forwarding(WatchListener listener) implements WorkerListener {
    @Override
    public void shardPublished(ExtractionTask task, int records) {
      listener.shardPublished(task, records);
    }

    @Override
    public void shardFailed(ExtractionTask task, String reason) {
      listener.shardFailed(task, reason);
    }

    @Override
    public void trouble(String reason) {
      listener.trouble(reason);
    }
  }
}
