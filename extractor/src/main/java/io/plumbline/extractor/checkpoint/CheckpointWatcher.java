package io.plumbline.extractor.checkpoint;

import io.plumbline.schemas.UserError;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;

/**
 * Looks again and again at the directory that a trainer writes to, and tells of each checkpoint
 * once it is complete, in the order of steps.
 *
 * <p>The Hugging Face trainer writes {@code trainer_state.json} last, so a checkpoint with it is
 * complete. Without it, sizes must have been at rest for a while; where other files show that it is
 * to come, for as long as an incomplete checkpoint is waited for. Either way every tensor that the
 * configuration promises must be there.
 */
public final class CheckpointWatcher {
  /** File that the Hugging Face trainer writes last. */
  static final String MARK = "trainer_state.json";

  /** How the same trainer calls a checkpoint, and what it writes with the weights. */
  private static final String NAME_WITH_MARK = "checkpoint-";

  private static final String BEFORE_MARK = "training_args.bin";

  private final Path root;
  private final Path base;
  private final WatchTiming timing;
  private Duration patience;
  private final InstantSource clock;
  private final Map<Path, Observed> observed = new HashMap<>();
  private int lastAnnounced;

  /**
   * Makes a watcher; it looks when told to.
   *
   * @param root directory that checkpoints appear in
   * @param base directory of the run's base model, for adapters
   * @param announced steps that were announced in an earlier life, and when
   * @throws UserError if root is not a directory
   */
  public CheckpointWatcher(
      Path root,
      Path base,
      WatchTiming timing,
      InstantSource clock,
      SortedMap<Integer, Instant> announced) {
    if (!Files.isDirectory(root)) {
      throw new UserError(
          root + " is not a directory; give the directory that the trainer writes checkpoints to");
    }
    this.root = root;
    this.base = base;
    this.timing = timing;
    this.patience = timing.patience();
    this.clock = clock;
    for (Map.Entry<Integer, Path> found : CheckpointScan.of(root).entrySet()) {
      Instant when = announced.get(found.getKey());
      if (when != null) {
        Observed now = observe(found.getValue());
        now.settle();
        now.changed = now.state.newestMillis() > when.toEpochMilli();
      }
    }
    this.lastAnnounced = announced.isEmpty() ? 0 : announced.lastKey();
  }

  /**
   * Looks once.
   *
   * @return what is new, in the order of steps; a checkpoint waits for those of earlier steps that
   *     are still being written
   */
  public List<Finding> look() {
    List<Finding> findings = new ArrayList<>();
    boolean blocked = false;
    SortedMap<Integer, Path> candidates = CheckpointScan.of(root);
    for (Map.Entry<Integer, Path> candidate : candidates.entrySet()) {
      int step = candidate.getKey();
      Path directory = candidate.getValue();
      Observed now = observe(directory);
      if (now.settled && !now.changed) {
        continue;
      }
      if (now.settled && step < lastAnnounced) {
        if (now.rested(timing.settle())) {
          now.settle();
          findings.add(new Finding.Overwritten(step, directory));
        }
        continue;
      }
      if (blocked) {
        continue;
      }
      Optional<Finding> finding = judge(step, directory, now);
      finding.ifPresent(findings::add);
      blocked = finding.isEmpty() && !now.stalled;
    }
    return findings;
  }

  /** From now on an incomplete checkpoint is given up as soon as it is at rest. */
  public void hurry() {
    patience = timing.settle();
  }

  /** Whether a checkpoint was seen that may still become complete. */
  public boolean isWaiting() {
    return CheckpointScan.of(root).values().stream()
        .map(observed::get)
        .anyMatch(seen -> seen == null || ((!seen.settled || seen.changed) && !seen.stalled));
  }

  private Optional<Finding> judge(int step, Path directory, Observed now) {
    boolean marked = TrainerLog.isWritten(directory);
    boolean rested = now.rested(timing.settle());
    boolean written = awaitsMark(directory) ? now.rested(patience) : rested;
    Optional<String> problem = problem(directory);
    // What is written to anew may still have the mark of before.
    if (problem.isEmpty() && (written || (marked && !now.settled))) {
      now.settle();
      if (step < lastAnnounced) {
        return Optional.of(new Finding.Late(step, directory));
      }
      lastAnnounced = step;
      return Optional.of(new Finding.Complete(step, directory));
    }
    if (problem.isPresent() && marked && rested) {
      now.settle();
      return Optional.of(new Finding.Refused(step, directory, problem.get()));
    }
    if (!now.stalled && now.rested(patience)) {
      now.stalled = true;
      return Optional.of(
          new Finding.Stalled(step, directory, problem.orElse("it is still changing")));
    }
    return Optional.empty();
  }

  private static boolean awaitsMark(Path directory) {
    return directory.getFileName().toString().startsWith(NAME_WITH_MARK)
        && Files.exists(directory.resolve(BEFORE_MARK))
        && !Files.exists(directory.resolve(MARK));
  }

  private Optional<String> problem(Path directory) {
    try (OpenCheckpoint unused = OpenCheckpoint.tuned(directory, base)) {
      return Optional.empty();
    } catch (UserError e) {
      return Optional.of(e.getMessage());
    }
  }

  private Observed observe(Path directory) {
    DirectoryState state = DirectoryState.of(directory);
    Observed known = observed.computeIfAbsent(directory, d -> new Observed(state));
    known.see(state);
    return known;
  }

  /** What is known of one directory. */
  private final class Observed {
    private DirectoryState state;
    private long sinceMillis = clock.millis();
    private boolean settled;
    private boolean changed;
    private boolean stalled;

    Observed(DirectoryState state) {
      this.state = state;
    }

    void see(DirectoryState now) {
      if (!now.equals(state)) {
        // Trainers that keep few checkpoints delete them, and what is open on NFS leaves a rest.
        changed = settled && (changed || !now.isRestOf(state));
        state = now;
        sinceMillis = clock.millis();
        stalled = false;
      }
    }

    void settle() {
      settled = true;
      changed = false;
    }

    boolean rested(Duration time) {
      return clock.millis() - sinceMillis >= time.toMillis();
    }
  }
}
