package io.plumbline.extractor.worker;

import io.plumbline.extractor.capture.ShardRecords;
import io.plumbline.extractor.kafka.KafkaConnection;
import io.plumbline.extractor.kafka.Publisher;
import io.plumbline.schemas.record.ActivationBatch;
import io.plumbline.schemas.record.DeadLetter;
import io.plumbline.schemas.record.ExtractionTask;
import io.plumbline.schemas.record.LogProbBatch;
import io.plumbline.schemas.record.ReadoutBatch;
import io.plumbline.schemas.topic.Keys;
import io.plumbline.schemas.topic.Topics;
import java.nio.ByteBuffer;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerGroupMetadata;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;

/** Publishes a shard's records together with the consumption of its task. */
final class TaskPublisher implements AutoCloseable {
  private final KafkaConnection connection;
  private final String transactionalId;
  private Publisher publisher;

  TaskPublisher(KafkaConnection connection, String workerName) {
    this.connection = connection;
    this.transactionalId = connection.names().prefix() + "worker-" + workerName;
  }

  /** Publishes a shard. */
  void publish(
      ConsumerRecord<byte[], byte[]> source,
      ExtractionTask task,
      ShardRecords records,
      Optional<String> failure,
      ConsumerGroupMetadata group) {
    long time = task.getTime();
    String run = task.getRun();
    begin();
    for (ActivationBatch batch : records.activations()) {
      publisher.send(Topics.ACTIVATIONS, Keys.of(run, batch.getHook()), time, batch);
    }
    for (LogProbBatch batch : records.logProbs()) {
      publisher.send(Topics.LOG_PROBS, run, time, batch);
    }
    for (ReadoutBatch batch : records.readouts()) {
      publisher.send(Topics.READOUTS, run, time, batch);
    }
    failure.ifPresent(reason -> sendDeadLetter(source, reason));
    commit(source, group);
  }

  /** Publishes that a record of the task topic is no task. */
  void refuse(ConsumerRecord<byte[], byte[]> source, String problem, ConsumerGroupMetadata group) {
    begin();
    sendDeadLetter(source, problem);
    commit(source, group);
  }

  private void begin() {
    if (publisher == null) {
      publisher = new Publisher(connection, transactionalId);
    }
    publisher.begin();
  }

  private void commit(ConsumerRecord<byte[], byte[]> source, ConsumerGroupMetadata group) {
    publisher.sendOffsets(
        Map.of(
            new TopicPartition(source.topic(), source.partition()),
            new OffsetAndMetadata(source.offset() + 1)),
        group);
    publisher.commit();
  }

  private void sendDeadLetter(ConsumerRecord<byte[], byte[]> source, String reason) {
    publisher.send(
        Topics.DEAD_LETTERS,
        Keys.of(source.topic(), source.partition(), source.offset()),
        source.timestamp(),
        deadLetter(source, reason));
  }

  private static DeadLetter deadLetter(ConsumerRecord<byte[], byte[]> source, String reason) {
    return DeadLetter.newBuilder()
        .setTopic(source.topic())
        .setPartition(source.partition())
        .setOffset(source.offset())
        .setKey(source.key() == null ? null : ByteBuffer.wrap(source.key()))
        .setValue(source.value() == null ? null : ByteBuffer.wrap(source.value()))
        .setStage("extraction")
        .setError(reason)
        .setTime(source.timestamp())
        .build();
  }

  /** Gives up the transaction under way; the next one starts anew. */
  void reset() {
    close();
  }

  @Override
  public void close() {
    if (publisher != null) {
      publisher.close();
      publisher = null;
    }
  }
}
