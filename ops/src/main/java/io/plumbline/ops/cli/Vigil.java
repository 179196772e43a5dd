package io.plumbline.ops.cli;

import io.plumbline.ops.pipeline.Analysis;
import io.plumbline.sinks.feed.RunView;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Waiting, while looking whether a stage has failed for good. */
final class Vigil {
  private static final long LOOK_MILLIS = 500;
  private static final Duration STANDSTILL = Duration.ofMinutes(10);

  private final Plumbline plumbline;
  private final Optional<Analysis> analysis;
  private final View view;

  /** Something to wait for. */
  interface Wait {
    void await() throws Exception;
  }

  /**
   * Watches over the stages.
   *
   * @param analysis the analysis, if this process runs it
   */
  Vigil(Plumbline plumbline, Optional<Analysis> analysis, View view) {
    this.plumbline = plumbline;
    this.analysis = analysis;
    this.view = view;
  }

  /** Returns only by an exception, when a stage fails for good. */
  void forever() throws Exception {
    while (true) {
      look();
      Thread.sleep(LOOK_MILLIS);
    }
  }

  /**
   * Waits for something.
   *
   * @throws IllegalStateException if a stage fails for good meanwhile
   */
  void during(Wait wait) throws Exception {
    Callable<Void> waiting =
        () -> {
          wait.await();
          return null;
        };
    FutureTask<Void> task = new FutureTask<>(waiting);
    Thread thread = new Thread(task, "vigil");
    thread.setDaemon(true);
    thread.start();
    while (true) {
      try {
        task.get(LOOK_MILLIS, TimeUnit.MILLISECONDS);
        return;
      } catch (TimeoutException e) {
        look();
      } catch (ExecutionException e) {
        throw e.getCause() instanceof Exception cause ? cause : e;
      }
    }
  }

  /**
   * Waits until each checkpoint of a run that was announced has its reports.
   *
   * @throws IllegalStateException if a stage fails, or nothing moves for long
   */
  void untilReported(String run) throws Exception {
    int reports = -1;
    long since = System.nanoTime();
    while (true) {
      Optional<RunView> known = view.feed().book().run(run);
      int now = known.map(v -> v.reports().size() + v.attributions()).orElse(0);
      if (known.isPresent() && known.get().analysed()) {
        return;
      }
      if (now != reports) {
        reports = now;
        since = System.nanoTime();
      }
      if (System.nanoTime() - since > STANDSTILL.toNanos()) {
        throw new IllegalStateException(
            "the analysis has not moved for %d minutes; does it run?"
                .formatted(STANDSTILL.toMinutes()));
      }
      look();
      Thread.sleep(LOOK_MILLIS);
    }
  }

  private void look() {
    Optional<Throwable> failure = analysis.flatMap(Analysis::failure).or(view::failure);
    if (failure.isPresent() && !plumbline.shutdown().underway()) {
      throw new IllegalStateException("the analysis stopped", failure.get());
    }
  }
}
