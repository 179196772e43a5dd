package io.plumbline.extractor.watch;

import io.plumbline.extractor.checkpoint.CheckpointWatcher;
import io.plumbline.extractor.checkpoint.ContentDigest;
import io.plumbline.extractor.checkpoint.Finding;
import io.plumbline.extractor.coordinator.Coordinator;
import io.plumbline.extractor.coordinator.MeasuredCheckpoint;
import io.plumbline.extractor.coordinator.RunInputs;
import io.plumbline.extractor.coordinator.TaskLedger;
import io.plumbline.extractor.worker.WorkerThread;
import io.plumbline.schemas.UserError;
import io.plumbline.schemas.record.CheckpointArrived;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.common.KafkaException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Looks at the directory, hands findings to the coordinator, and tells of progress, in turn. */
final class WatchLoop {
  private static final Logger LOG = LoggerFactory.getLogger(WatchLoop.class);
  private static final long JOIN_MILLIS = TimeUnit.SECONDS.toMillis(2);

  private final Coordinator coordinator;
  private final CheckpointWatcher watcher;
  private final RunInputs inputs;
  private final Duration poll;
  private final WatchListener listener;
  private final Optional<WorkerThread> worker;
  private final Thread thread = new Thread(this::run, "plumbline-watch");
  private final CountDownLatch stop = new CountDownLatch(1);
  private final CountDownLatch ended = new CountDownLatch(1);
  private final Deque<Finding> pending = new ArrayDeque<>();
  private final Map<Integer, TaskLedger.Progress> told = new HashMap<>();
  private String trouble = "";
  private volatile boolean finishing;
  private volatile RuntimeException failure;

  WatchLoop(
      Coordinator coordinator,
      CheckpointWatcher watcher,
      RunInputs inputs,
      Duration poll,
      WatchListener listener,
      Optional<WorkerThread> worker) {
    this.coordinator = coordinator;
    this.watcher = watcher;
    this.inputs = inputs;
    this.poll = poll;
    this.listener = listener;
    this.worker = worker;
    thread.setDaemon(true);
  }

  void start() {
    thread.start();
  }

  void stop() {
    stop.countDown();
  }

  void join() {
    try {
      thread.join(JOIN_MILLIS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  void await() throws InterruptedException {
    ended.await();
    if (failure != null) {
      throw failure;
    }
  }

  void finish() throws InterruptedException {
    finishing = true;
    await();
  }

  private void run() {
    try {
      boolean done = false;
      while (!done && !stop.await(poll.toMillis(), TimeUnit.MILLISECONDS)) {
        done = turn();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (RuntimeException e) {
      LOG.error("the watch ended", e);
      failure = e;
    } catch (OutOfMemoryError e) {
      failure = new IllegalStateException("out of memory", e);
      throw e;
    } finally {
      ended.countDown();
    }
  }

  /** One round; true if there is nothing more to do. */
  private boolean turn() throws InterruptedException {
    if (worker.isPresent() && worker.get().failure().isPresent()) {
      throw worker.get().failure().get();
    }
    boolean lastLook = finishing;
    if (lastLook) {
      watcher.hurry();
    }
    try {
      pending.addAll(watcher.look());
      while (!pending.isEmpty() && stop.getCount() > 0) {
        handle(pending.peekFirst());
        pending.removeFirst();
      }
      boolean allDone = tellProgress();
      trouble = "";
      return lastLook && allDone && pending.isEmpty() && !watcher.isWaiting();
    } catch (UserError | KafkaException e) {
      if (coordinator.isTakenOver()) {
        throw e;
      }
      tellTrouble(String.valueOf(e.getMessage()), e);
      return false;
    }
  }

  /** Tells of a trouble once, however many rounds it lasts. */
  private void tellTrouble(String reason, RuntimeException cause) {
    if (!reason.equals(trouble)) {
      LOG.warn("the watch will try again", cause);
      listener.trouble(reason);
      trouble = reason;
    }
  }

  private void handle(Finding finding) {
    if (finding instanceof Finding.Complete complete) {
      announce(complete);
    } else if (finding instanceof Finding.Refused refused) {
      refuse(finding, refused.reason());
    } else if (finding instanceof Finding.Stalled stalled) {
      refuse(finding, "is not complete and nobody is writing to it: " + stalled.reason());
    } else if (finding instanceof Finding.Late) {
      refuse(finding, "became complete after a later step had been announced; it is left out");
    } else if (finding instanceof Finding.Overwritten) {
      if (isOther(finding)) {
        refuse(
            finding,
            "was written to after it and a later step had been announced; what it was then stays in"
                + " the analysis. To analyse it anew, start another run with --run");
      }
    }
  }

  /** Whether a step's content is not what was announced, as far as it can be read. */
  private boolean isOther(Finding finding) {
    CheckpointArrived before = coordinator.announced().get(finding.step());
    try {
      return before == null
          || !ContentDigest.of(finding.directory(), inputs.base()).equals(before.getCheckpoint());
    } catch (UserError e) {
      LOG.debug("the content of {} cannot be told", finding.directory(), e);
      return true;
    }
  }

  private void announce(Finding.Complete complete) {
    MeasuredCheckpoint measured;
    try {
      measured = MeasuredCheckpoint.measure(complete.step(), complete.directory(), inputs);
    } catch (UserError e) {
      refuse(complete, e.getMessage());
      return;
    }
    coordinator.announce(measured).ifPresent(listener::checkpointAnnounced);
  }

  private void refuse(Finding finding, String reason) {
    coordinator.refuse(finding.step(), finding.directory(), reason);
    listener.checkpointPassedBy(finding, reason);
  }

  private boolean tellProgress() throws InterruptedException {
    SortedMap<Integer, TaskLedger.Progress> progress = coordinator.ledger().progress();
    boolean allDone = true;
    for (Map.Entry<Integer, TaskLedger.Progress> checkpoint : progress.entrySet()) {
      TaskLedger.Progress now = checkpoint.getValue();
      if (!now.equals(told.put(checkpoint.getKey(), now))) {
        listener.progress(now);
      }
      allDone &= now.done() == now.total();
    }
    return allDone;
  }
}
