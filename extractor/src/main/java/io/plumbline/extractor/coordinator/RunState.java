package io.plumbline.extractor.coordinator;

import io.plumbline.extractor.kafka.TopicReader;
import io.plumbline.schemas.record.CheckpointArrived;
import io.plumbline.schemas.topic.Topics;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What has been announced of a run: a function of its records on the checkpoints topic.
 *
 * @param arrived in the order of ordinals
 */
record RunState(List<CheckpointArrived> arrived) {
  RunState {
    arrived = List.copyOf(arrived);
  }

  static RunState read(TopicReader topics, String run) {
    List<CheckpointArrived> arrived = new ArrayList<>();
    topics.forEach(
        Topics.CHECKPOINTS,
        CheckpointArrived.class,
        run::equals,
        (key, record, partition, offset) -> arrived.add(record));
    return new RunState(arrived);
  }

  RunState with(CheckpointArrived next) {
    List<CheckpointArrived> all = new ArrayList<>(arrived);
    all.add(next);
    return new RunState(all);
  }

  /** The base, if it has been announced. */
  Optional<CheckpointArrived> base() {
    return arrived.stream().findFirst();
  }

  int nextOrdinal() {
    return arrived.size();
  }

  /** Whether the same bytes have been announced at this step. */
  boolean has(int step, String digest) {
    return arrived.stream()
        .anyMatch(record -> record.getStep() == step && record.getCheckpoint().equals(digest));
  }

  /** Hooks of the run; empty while they are not chosen. They are chosen once. */
  List<String> hooks() {
    return arrived.stream()
        .map(CheckpointArrived::getHooks)
        .filter(hooks -> !hooks.isEmpty())
        .findFirst()
        .orElse(List.of());
  }

  /** The tuned checkpoints by step; of a step that was announced again the last. */
  SortedMap<Integer, CheckpointArrived> tuned() {
    SortedMap<Integer, CheckpointArrived> tuned = new TreeMap<>();
    arrived.stream().skip(1).forEach(record -> tuned.put(record.getStep(), record));
    return tuned;
  }
}
