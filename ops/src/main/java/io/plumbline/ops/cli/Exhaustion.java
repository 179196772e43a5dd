package io.plumbline.ops.cli;

import io.plumbline.ops.terminal.Terminal;
import java.lang.Thread.UncaughtExceptionHandler;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Ends the process when the heap is full and nobody could do with less: a thread that is gone would
 * leave the others waiting for it.
 */
final class Exhaustion implements UncaughtExceptionHandler {
  private static final Logger LOG = LoggerFactory.getLogger(Exhaustion.class);

  private final Terminal terminal;

  Exhaustion(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public void uncaughtException(Thread thread, Throwable error) {
    if (!(error instanceof OutOfMemoryError)) {
      LOG.error("thread {} ended", thread.getName(), error);
      return;
    }
    try {
      terminal.error("out of memory; give it more with PLUMBLINE_HEAP, such as PLUMBLINE_HEAP=4g");
      LOG.error("thread {} ended", thread.getName(), error);
    } finally {
      Runtime.getRuntime().halt(Errors.FAILURE);
    }
  }
}
