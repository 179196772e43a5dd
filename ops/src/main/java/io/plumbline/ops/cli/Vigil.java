package io.plumbline.ops.cli;

import io.plumbline.ops.pipeline.Analysis;
import io.plumbline.sinks.feed.RunFeed;
import java.util.Optional;

/** Waiting for a signal, or for something to fail. */
final class Vigil {
  private static final long LOOK_MILLIS = 1_000;

  private Vigil() {}

  /**
   * Returns only if a stage fails for good.
   *
   * @return the exit code
   */
  static int keep(Plumbline plumbline, Analysis analysis, RunFeed feed)
      throws InterruptedException {
    while (true) {
      Optional<Throwable> failure = analysis.failure().or(feed.book()::failure);
      if (failure.isPresent() && !plumbline.shutdown().underway()) {
        throw new IllegalStateException("the analysis stopped", failure.get());
      }
      Thread.sleep(LOOK_MILLIS);
    }
  }
}
