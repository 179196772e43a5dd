package io.plumbline.ops.ledger;

import io.plumbline.schemas.record.ActivationBatch;
import io.plumbline.schemas.record.BatchPosition;
import io.plumbline.schemas.record.ExtractionTask;
import io.plumbline.schemas.record.FeatureBatch;
import io.plumbline.schemas.record.LogProbBatch;
import io.plumbline.schemas.record.ReadoutBatch;
import io.plumbline.schemas.record.RowRole;
import io.plumbline.schemas.topic.Topic;
import io.plumbline.schemas.topic.Topics;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Holds the batches of a run against the tasks that call for them, in whatever order both come. A
 * task calls for one sequence of batches per hook and role, one of log-probabilities, one of
 * readouts, and one of features per hook with target rows; the batch marked as last says how many
 * there are in a sequence.
 */
public final class BatchLedger {
  private final SortedMap<Place, BatchSequence> sequences = new TreeMap<>();
  private final List<String> failures = new ArrayList<>();

  private record Place(String topic, String hook, RowRole role, int ordinal, int step, int shard)
      implements Comparable<Place> {
    private static final Comparator<Place> ORDER =
        Comparator.comparing(Place::topic)
            .thenComparing(Place::hook)
            .thenComparing(Place::role)
            .thenComparing(Place::ordinal)
            .thenComparing(Place::step)
            .thenComparing(Place::shard);

    @Override
    public int compareTo(Place other) {
      return ORDER.compare(this, other);
    }
  }

  /** Notes what a task calls for from who extracts it. */
  public void addExtraction(ExtractionTask task) {
    task.getHooks().forEach(hook -> ask(Topics.ACTIVATIONS, hook, task.getRole(), task));
    if (task.getRole() == RowRole.TARGET) {
      ask(Topics.LOG_PROBS, "", RowRole.TARGET, task);
    }
    if (task.getDecisionHook() != null) {
      ask(Topics.ACTIVATIONS, task.getDecisionHook(), RowRole.DECISION, task);
    }
    task.getContributionHooks()
        .forEach(hook -> ask(Topics.ACTIVATIONS, hook, RowRole.DECISION, task));
    if (task.getUnembedding() != null) {
      ask(Topics.READOUTS, "", RowRole.TARGET, task);
    }
  }

  /** Notes what a task calls for from who encodes its rows. */
  public void addFeatures(ExtractionTask task) {
    if (task.getRole() == RowRole.TARGET) {
      task.getHooks().forEach(hook -> ask(Topics.FEATURES, hook, RowRole.TARGET, task));
    }
  }

  /** Notes a batch. */
  public void add(ActivationBatch batch) {
    add(Topics.ACTIVATIONS, batch.getHook(), batch.getRole(), batch.getPosition());
  }

  /** Notes a batch. */
  public void add(LogProbBatch batch) {
    add(Topics.LOG_PROBS, "", RowRole.TARGET, batch.getPosition());
  }

  /** Notes a batch. */
  public void add(ReadoutBatch batch) {
    add(Topics.READOUTS, "", RowRole.TARGET, batch.getPosition());
  }

  /** Notes a batch. */
  public void add(FeatureBatch batch) {
    add(Topics.FEATURES, batch.getHook(), RowRole.TARGET, batch.getPosition());
  }

  private void ask(Topic topic, String hook, RowRole role, ExtractionTask task) {
    sequence(
            new Place(topic.name(), hook, role, task.getOrdinal(), task.getStep(), task.getShard()))
        .ask();
  }

  private void add(Topic topic, String hook, RowRole role, BatchPosition position) {
    Place place =
        new Place(
            topic.name(),
            hook,
            role,
            position.getOrdinal(),
            position.getStep(),
            position.getShard());
    sequence(place).add(position.getIndex(), position.getLast());
    if (position.getFailure() != null) {
      failures.add(place + ": " + position.getFailure());
    }
  }

  private BatchSequence sequence(Place place) {
    return sequences.computeIfAbsent(place, unknown -> new BatchSequence());
  }

  /**
   * The balance so far. A sequence whose last batch has not come counts as one batch expected, so
   * that it shows as missing.
   */
  public BatchCount count() {
    Collection<BatchSequence> all = sequences.values();
    return new BatchCount(
        all.stream().mapToInt(BatchSequence::expected).sum(),
        all.stream().mapToInt(BatchSequence::received).sum(),
        all.stream().mapToInt(BatchSequence::duplicated).sum());
  }

  /** Whether the last batch of every sequence that is called for has come. */
  public boolean ended() {
    return sequences.values().stream().allMatch(BatchSequence::ended);
  }

  /**
   * The sequences of which a batch is missing, came more than once, or was called for by no task or
   * by several, each with what came of it.
   */
  public List<String> irregular() {
    return sequences.entrySet().stream()
        .filter(entry -> !entry.getValue().exact())
        .map(entry -> entry.getKey() + ": " + entry.getValue())
        .toList();
  }

  /** Batches that stand for a shard that could not be extracted, with the reason. */
  public List<String> failures() {
    return List.copyOf(failures);
  }
}
