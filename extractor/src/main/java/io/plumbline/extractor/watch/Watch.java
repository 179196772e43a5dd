package io.plumbline.extractor.watch;

import io.plumbline.extractor.checkpoint.CheckpointWatcher;
import io.plumbline.extractor.coordinator.Coordinator;
import io.plumbline.extractor.coordinator.RunInputs;
import io.plumbline.extractor.feedback.Dataset;
import io.plumbline.extractor.feedback.FeedbackOptions;
import io.plumbline.extractor.worker.WorkerOptions;
import io.plumbline.extractor.worker.WorkerThread;
import io.plumbline.schemas.UserError;
import io.plumbline.schemas.record.CheckpointArrived;
import java.nio.file.Files;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Follows a directory of checkpoints: announces each as it becomes complete and, unless told
 * otherwise, extracts it in this process.
 *
 * <pre>{@code
 * try (Watch watch = Watch.start(options, listener)) {
 *   watch.await();
 * }
 * }</pre>
 */
public final class Watch implements AutoCloseable {
  private final Coordinator coordinator;
  private final WatchLoop loop;
  private final Optional<WorkerThread> worker;

  private Watch(Coordinator coordinator, WatchLoop loop, Optional<WorkerThread> worker) {
    this.coordinator = coordinator;
    this.loop = loop;
    this.worker = worker;
  }

  /**
   * Checks everything that can be checked beforehand, opens the run and starts to follow it.
   *
   * @throws UserError if the base is no model, the feedback cannot be used, the broker does not
   *     answer, or the run exists with other inputs
   */
  public static Watch start(WatchOptions options, WatchListener listener) {
    if (!Files.isDirectory(options.checkpoints())) {
      throw new UserError(
          options.checkpoints()
              + " is not a directory; give the directory that the trainer writes checkpoints to");
    }
    if (options.feedback().isEmpty()) {
      throw new UserError("no feedback was given; give at least one file with --feedback");
    }
    RunInputs inputs = read(options);
    InstantSource clock = InstantSource.system();
    Coordinator coordinator = new Coordinator(options.run(), inputs, options.connection(), clock);
    try {
      CheckpointWatcher watcher =
          new CheckpointWatcher(
              options.checkpoints(),
              inputs.base(),
              options.timing(),
              clock,
              times(coordinator.announced()));
      Optional<WorkerThread> worker =
          options.withWorker() ? Optional.of(worker(options, listener)) : Optional.empty();
      WatchLoop loop =
          new WatchLoop(coordinator, watcher, inputs, options.timing().poll(), listener, worker);
      listener.opened(options.run(), coordinator.announced().size(), coordinator.hooks());
      worker.ifPresent(WorkerThread::start);
      loop.start();
      return new Watch(coordinator, loop, worker);
    } catch (RuntimeException e) {
      coordinator.close();
      throw e;
    }
  }

  private static SortedMap<Integer, Instant> times(
      SortedMap<Integer, CheckpointArrived> announced) {
    SortedMap<Integer, Instant> times = new TreeMap<>();
    announced.forEach((step, record) -> times.put(step, Instant.ofEpochMilli(record.getTime())));
    return times;
  }

  private static WorkerThread worker(WatchOptions options, WatchListener listener) {
    return new WorkerThread(
        options.connection(),
        WorkerOptions.of(options.device(), options.threads()),
        new Forwarding(listener));
  }

  private static RunInputs read(WatchOptions options) {
    FeedbackOptions feedbackOptions =
        FeedbackOptions.read(options.lexicon(), options.rewardColumn(), Optional.of(options.base()))
            .skippingBadRows(options.skipBadRows());
    Dataset feedback = Dataset.readFeedback(options.feedback(), feedbackOptions);
    Optional<Dataset> corpus =
        options.corpus().isEmpty()
            ? Optional.empty()
            : Optional.of(Dataset.readCorpus(options.corpus(), options.skipBadRows()));
    return RunInputs.read(options.base(), feedback, corpus, options.settings())
        .withDictionaries(options.dictionaries());
  }

  /**
   * Waits until the watch is closed by another thread.
   *
   * @throws UserError if it could not go on
   */
  public void await() throws InterruptedException {
    loop.await();
  }

  /**
   * Says that the trainer has ended: announces what is complete, gives up what is not, and waits
   * until all tasks of the run are done.
   *
   * @throws UserError if it could not go on
   */
  public void finish() throws InterruptedException {
    loop.finish();
  }

  /** Stops within seconds. A shard under way is left for the next worker, nothing is lost. */
  @Override
  public void close() {
    loop.stop();
    worker.ifPresent(WorkerThread::close);
    loop.join();
    coordinator.close();
  }
}
