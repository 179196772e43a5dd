package io.plumbline.extractor.coordinator;

import io.plumbline.extractor.kafka.KafkaConnection;
import io.plumbline.extractor.kafka.TopicReader;
import io.plumbline.extractor.worker.ExtractionWorker;
import io.plumbline.schemas.record.ExtractionTask;
import io.plumbline.schemas.topic.Keys;
import io.plumbline.schemas.topic.Topics;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Which of a run's tasks are done, whichever workers did them: a task is done when the workers'
 * group has committed a place behind it.
 */
public final class TaskLedger implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(TaskLedger.class);

  private final Admin admin;
  private final String group;
  private final String run;
  private final List<Issued> tasks = new ArrayList<>();
  private final Map<TopicPartition, Long> committed = new HashMap<>();

  private record Issued(int ordinal, int step, TopicPartition partition, long offset) {}

  /**
   * How far the tasks of a checkpoint are.
   *
   * @param ordinal its place in the run, which no other has, while a step may be written again
   * @param step its training step
   * @param done shards done, failed ones among them
   * @param total shards issued
   */
  public record Progress(int ordinal, int step, int done, int total) {}

  TaskLedger(KafkaConnection connection, String run) {
    this.admin = connection.admin();
    this.group = ExtractionWorker.group(connection.names());
    this.run = run;
  }

  /** Reads the run's tasks from their topic. */
  void reload(TopicReader topics) {
    tasks.clear();
    topics.forEach(
        Topics.EXTRACTION_TASKS,
        ExtractionTask.class,
        key -> Keys.first(key).equals(run),
        (key, task, partition, offset) -> add(task, partition, offset));
  }

  void add(ExtractionTask task, TopicPartition partition, long offset) {
    tasks.add(new Issued(task.getOrdinal(), task.getStep(), partition, offset));
  }

  /**
   * Asks the broker.
   *
   * @return progress by ordinal; as far as known if the broker does not answer
   */
  public SortedMap<Integer, Progress> progress() throws InterruptedException {
    askForCommitted();
    SortedMap<Integer, Progress> progress = new TreeMap<>();
    for (Issued task : tasks) {
      int done = committed.getOrDefault(task.partition(), 0L) > task.offset() ? 1 : 0;
      progress.merge(
          task.ordinal(),
          new Progress(task.ordinal(), task.step(), done, 1),
          (a, b) ->
              new Progress(a.ordinal(), a.step(), a.done() + b.done(), a.total() + b.total()));
    }
    return progress;
  }

  private void askForCommitted() throws InterruptedException {
    try {
      Map<TopicPartition, OffsetAndMetadata> places =
          admin.listConsumerGroupOffsets(group).partitionsToOffsetAndMetadata().get();
      places.forEach(
          (partition, place) -> {
            if (place != null) {
              committed.put(partition, place.offset());
            }
          });
    } catch (ExecutionException e) {
      LOG.debug("the broker does not say what group {} has committed", group, e);
    }
  }

  @Override
  public void close() {
    admin.close(Duration.ofSeconds(1));
  }
}
