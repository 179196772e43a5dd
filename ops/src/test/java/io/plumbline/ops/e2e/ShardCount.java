package io.plumbline.ops.e2e;

import io.plumbline.ops.replay.RunRecords;
import io.plumbline.schemas.record.ActivationBatch;
import io.plumbline.schemas.record.BatchPosition;
import io.plumbline.schemas.record.ExtractionTask;
import io.plumbline.schemas.record.LogProbBatch;
import io.plumbline.schemas.record.RowRole;
import io.plumbline.schemas.topic.TopicNames;
import io.plumbline.schemas.topic.Topics;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.IntStream;

/**
 * Counts committed batches: which indices came of each (stream, step, shard), and whether the last
 * one is marked.
 *
 * @param tasks how often each task was issued, by step, role and shard
 * @param indices indices that came, by stream, step and shard, in their order
 * @param unfinished streams whose last batch has not come
 * @param failures reasons of shards that could not be read
 */
record ShardCount(
    SortedMap<String, Integer> tasks,
    SortedMap<String, List<Integer>> indices,
    List<String> unfinished,
    List<String> failures) {

  static ShardCount of(RunRecords records) {
    ShardCount count =
        new ShardCount(new TreeMap<>(), new TreeMap<>(), new ArrayList<>(), new ArrayList<>());
    TopicNames names = TopicNames.live();
    records.read(names, Topics.EXTRACTION_TASKS, (key, task) -> count.add((ExtractionTask) task));
    records.read(
        names,
        Topics.ACTIVATIONS,
        (key, batch) -> {
          ActivationBatch activations = (ActivationBatch) batch;
          count.add(
              stream(activations.getHook(), activations.getRole()), activations.getPosition());
        });
    records.read(
        names,
        Topics.LOG_PROBS,
        (key, batch) -> count.add("log-probs", ((LogProbBatch) batch).getPosition()));
    count.indices.values().forEach(indices -> indices.sort(null));
    return count;
  }

  /** Whether there are tasks of a step, and every stream of every task has come to its end. */
  boolean isCompleteUpTo(int step) {
    return unfinished.isEmpty()
        && tasks.keySet().stream().anyMatch(place -> place.contains("/step " + step + "/"));
  }

  /** Streams that have an index more than once, or lack one. */
  List<String> irregular() {
    return indices.entrySet().stream()
        .filter(
            entry ->
                !entry
                    .getValue()
                    .equals(IntStream.range(0, entry.getValue().size()).boxed().toList()))
        .map(Map.Entry::toString)
        .toList();
  }

  private void add(ExtractionTask task) {
    tasks.merge(place(task.getRole().name(), task.getStep(), task.getShard()), 1, Integer::sum);
    for (String hook : task.getHooks()) {
      expect(stream(hook, task.getRole()), task);
    }
    if (task.getRole() == RowRole.TARGET) {
      expect(stream(task.getDecisionHook(), RowRole.DECISION), task);
      expect("log-probs", task);
    }
  }

  private void expect(String stream, ExtractionTask task) {
    String place = place(stream, task.getStep(), task.getShard());
    indices.put(place, new ArrayList<>());
    unfinished.add(place);
  }

  private void add(String stream, BatchPosition position) {
    String place = place(stream, position.getStep(), position.getShard());
    if (!indices.containsKey(place)) {
      // Of a task that was issued after the tasks had been read.
      return;
    }
    indices.get(place).add(position.getIndex());
    if (position.getLast()) {
      unfinished.remove(place);
    }
    if (position.getFailure() != null) {
      failures.add(place + ": " + position.getFailure());
    }
  }

  private static String stream(String hook, RowRole role) {
    return hook + "/" + role;
  }

  private static String place(String stream, int step, int shard) {
    return stream + "/step " + step + "/shard " + shard;
  }
}
