package io.plumbline.extractor.worker;

import io.plumbline.extractor.kafka.KafkaConnection;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A worker on a thread of its own. */
public final class WorkerThread implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(WorkerThread.class);
  private static final long JOIN_MILLIS = TimeUnit.SECONDS.toMillis(3);

  private final ExtractionWorker worker;
  private final Thread thread;
  private volatile RuntimeException failure;

  /**
   * Makes a worker.
   *
   * @throws io.plumbline.schemas.UserError if the device is not there
   */
  public WorkerThread(KafkaConnection connection, WorkerOptions options, WorkerListener listener) {
    this.worker = new ExtractionWorker(connection, options, listener);
    this.thread = new Thread(this::run, "plumbline-worker");
    thread.setDaemon(true);
  }

  /** Lets it work. */
  public void start() {
    thread.start();
  }

  /** Why the worker has ended, if it has ended by itself. */
  public Optional<RuntimeException> failure() {
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

  /** Stops within seconds. A shard under way is left to others. */
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
}
