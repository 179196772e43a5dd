package io.plumbline.ops.process;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Closes what a command opened, last first, once: when the command ends, or when the process is
 * told to end by a signal. In that case the process is gone within {@value #DEADLINE_SECONDS}
 * seconds even if a part does not close.
 */
public final class Shutdown implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Shutdown.class);
  private static final int DEADLINE_SECONDS = 8;
  private static final int KILLED = 137;

  private final Deque<AutoCloseable> parts = new ArrayDeque<>();
  private final Runnable onSignal;
  private volatile boolean underway;

  private Shutdown(Runnable onSignal) {
    this.onSignal = onSignal;
  }

  /**
   * Takes effect when the process ends.
   *
   * @param onSignal called first when it ends while parts are open, to tell the user
   */
  public static Shutdown install(Runnable onSignal) {
    Shutdown shutdown = new Shutdown(onSignal);
    Runtime.getRuntime().addShutdownHook(new Thread(shutdown::atEndOfProcess, "shutdown"));
    return shutdown;
  }

  /** Closes this part, too, before all parts added earlier. */
  public synchronized <T extends AutoCloseable> T add(T part) {
    if (underway) {
      closeQuietly(part);
      throw new IllegalStateException("the process is ending");
    }
    parts.push(part);
    return part;
  }

  /** Whether closing has begun: errors are to be expected from then on, and mean nothing. */
  public boolean underway() {
    return underway;
  }

  @Override
  public void close() {
    underway = true;
    while (true) {
      AutoCloseable part;
      synchronized (this) {
        part = parts.poll();
      }
      if (part == null) {
        return;
      }
      closeQuietly(part);
    }
  }

  private void atEndOfProcess() {
    synchronized (this) {
      if (parts.isEmpty()) {
        return;
      }
      underway = true;
    }
    onSignal.run();
    CountDownLatch closed = new CountDownLatch(1);
    Thread closer =
        new Thread(
            () -> {
              close();
              closed.countDown();
            },
            "closer");
    closer.setDaemon(true);
    closer.start();
    try {
      if (!closed.await(DEADLINE_SECONDS, TimeUnit.SECONDS)) {
        LOG.warn("some parts did not close within {} s", DEADLINE_SECONDS);
        Runtime.getRuntime().halt(KILLED);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static void closeQuietly(AutoCloseable part) {
    long start = System.nanoTime();
    try {
      part.close();
    } catch (Exception e) {
      LOG.warn("{} did not close in order", part.getClass().getSimpleName(), e);
    }
    LOG.info(
        "closed {} in {} ms",
        part.getClass().getSimpleName(),
        TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - start));
  }
}
