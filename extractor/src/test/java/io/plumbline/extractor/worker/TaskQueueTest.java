package io.plumbline.extractor.worker;

import static org.assertj.core.api.Assertions.assertThat;

import io.plumbline.schemas.record.ExtractionTask;
import io.plumbline.schemas.record.RowRole;
import io.plumbline.schemas.serde.TrustedRecords;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class TaskQueueTest {
  private final TaskQueue queue = new TaskQueue();

  @BeforeAll
  static void trust() {
    TrustedRecords.trust();
  }

  @Test
  void earliestCheckpointFirstButEachPartitionInOrder() {
    add(0, 0, task(0, RowRole.TARGET, 0));
    add(0, 1, task(2, RowRole.TARGET, 0));
    add(1, 0, task(1, RowRole.TARGET, 1));
    add(1, 1, task(0, RowRole.TARGET, 2));
    add(2, 0, task(0, RowRole.CORPUS, 5));
    add(2, 1, null);
    assertThat(drain()).containsExactly("2@0", "2@1", "0@0", "1@0", "1@1", "0@1");
    assertThat(queue.isEmpty()).isTrue();
  }

  @Test
  void tasksOfRevokedPartitionsAreForgotten() {
    add(0, 0, task(0, RowRole.TARGET, 0));
    add(1, 0, task(0, RowRole.TARGET, 1));
    queue.drop(List.of(new TopicPartition("tasks", 0)));
    assertThat(drain()).containsExactly("1@0");
  }

  private List<String> drain() {
    List<String> order = new ArrayList<>();
    for (var next = queue.next(); next.isPresent(); next = queue.next()) {
      ConsumerRecord<byte[], byte[]> source = next.get().source();
      order.add(source.partition() + "@" + source.offset());
    }
    return order;
  }

  private void add(int partition, long offset, ExtractionTask task) {
    queue.add(
        new QueuedTask(
            new ConsumerRecord<>("tasks", partition, offset, new byte[0], new byte[0]),
            task,
            null));
  }

  private static ExtractionTask task(int ordinal, RowRole role, int shard) {
    return ExtractionTask.newBuilder()
        .setRun("run")
        .setStep(ordinal * 10)
        .setOrdinal(ordinal)
        .setCheckpoint("c")
        .setLocation("")
        .setBaseLocation("")
        .setTime(ordinal)
        .setRole(role)
        .setDataset("d")
        .setFromItem(0)
        .setToItem(1)
        .setShard(shard)
        .setShards(9)
        .setHooks(List.of())
        .setSettings(List.of())
        .build();
  }
}
