package io.plumbline.ops.replay;

import io.plumbline.schemas.record.ExtractionTask;
import io.plumbline.schemas.topic.Topic;
import io.plumbline.schemas.topic.TopicNames;
import io.plumbline.schemas.topic.Topics;
import java.time.Duration;
import java.time.Instant;

/**
 * The attributions of a run that has just ended can still be on their way when its drift reports
 * are there, since nothing waits for them.
 */
final class RecordedAttributions {
  private static final Duration PATIENCE = Duration.ofSeconds(30);
  private static final Duration PAUSE = Duration.ofMillis(500);

  private final RunRecords records;

  RecordedAttributions(RunRecords records) {
    this.records = records;
  }

  /** Waits until there is one for every drift report, for a while. */
  void await() throws InterruptedException {
    int expected = expected();
    Instant end = Instant.now().plus(PATIENCE);
    while (count(Topics.ATTRIBUTIONS) < expected && Instant.now().isBefore(end)) {
      Thread.sleep(PAUSE.toMillis());
    }
  }

  /** Runs that were extracted without readouts have none. */
  private int expected() {
    boolean[] readouts = new boolean[1];
    records.read(
        TopicNames.live(),
        Topics.EXTRACTION_TASKS,
        (key, task) -> readouts[0] |= ((ExtractionTask) task).getUnembedding() != null);
    return readouts[0] ? count(Topics.DRIFT) : 0;
  }

  private int count(Topic topic) {
    int[] count = new int[1];
    records.read(TopicNames.live(), topic, (key, record) -> count[0]++);
    return count[0];
  }
}
