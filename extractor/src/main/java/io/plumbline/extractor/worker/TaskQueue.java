package io.plumbline.extractor.worker;

import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.common.TopicPartition;

/**
 * Tasks that were fetched and not yet done. Within a partition they are done in order, since a
 * partition has one place that is committed; between partitions the earliest checkpoint goes first,
 * so that its model is loaded once.
 */
final class TaskQueue {
  private final Map<TopicPartition, Deque<QueuedTask>> byPartition = new LinkedHashMap<>();

  void add(QueuedTask task) {
    byPartition.computeIfAbsent(partition(task), p -> new ArrayDeque<>()).add(task);
  }

  /** Takes the next task out. */
  Optional<QueuedTask> next() {
    Optional<QueuedTask> next =
        byPartition.values().stream()
            .filter(tasks -> !tasks.isEmpty())
            .map(Deque::peekFirst)
            .min(QueuedTask.ORDER);
    next.ifPresent(task -> byPartition.get(partition(task)).removeFirst());
    return next;
  }

  /** Forgets the tasks of partitions that others have taken over. */
  void drop(Collection<TopicPartition> partitions) {
    partitions.forEach(byPartition::remove);
  }

  boolean isEmpty() {
    return byPartition.values().stream().allMatch(Deque::isEmpty);
  }

  /** Forgets all tasks. */
  void clear() {
    byPartition.clear();
  }

  private static TopicPartition partition(QueuedTask task) {
    return new TopicPartition(task.source().topic(), task.source().partition());
  }
}
