package io.plumbline.extractor.worker;

import io.plumbline.schemas.record.ExtractionTask;
import java.util.Comparator;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/**
 * A record of the task topic.
 *
 * @param source the record
 * @param task what it says; null if it cannot be read
 * @param problem why it cannot be read; null if it can
 */
record QueuedTask(ConsumerRecord<byte[], byte[]> source, ExtractionTask task, String problem) {
  private static final Comparator<ExtractionTask> TASK_ORDER =
      Comparator.comparingLong(ExtractionTask::getTime)
          .thenComparingInt(ExtractionTask::getOrdinal)
          .thenComparing(ExtractionTask::getRole, Comparator.reverseOrder())
          .thenComparingInt(ExtractionTask::getShard);

  /**
   * What cannot be read comes first, then checkpoints in the order they were found; of one
   * checkpoint the dictionary's corpus first.
   */
  static final Comparator<QueuedTask> ORDER =
      Comparator.comparing(QueuedTask::task, Comparator.nullsFirst(TASK_ORDER));
}
