package io.plumbline.sinks.topology;

import java.time.Duration;
import java.util.function.BooleanSupplier;

/** Waiting for a condition that nobody announces. */
final class Patience {
  private static final long INTERVAL_MS = 100;

  private Patience() {}

  /**
   * Asks again and again.
   *
   * @throws IllegalStateException if it does not become true in time
   */
  static void await(Duration patience, String what, BooleanSupplier condition) {
    long end = System.nanoTime() + patience.toNanos();
    while (!condition.getAsBoolean()) {
      if (System.nanoTime() > end) {
        throw new IllegalStateException("waited " + patience.toSeconds() + " s for " + what);
      }
      try {
        Thread.sleep(INTERVAL_MS);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new IllegalStateException("interrupted while waiting for " + what, e);
      }
    }
  }
}
