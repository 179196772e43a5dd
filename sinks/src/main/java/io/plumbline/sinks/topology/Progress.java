package io.plumbline.sinks.topology;

import io.plumbline.schemas.topic.Topics;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListOffsetsOptions;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.TopicPartition;

/**
 * How far the topology has come, by its committed offsets. An input record is done with when the
 * rekeyed record that it became is: so first the input topics are looked at, then the rekeyed ones
 * as they stand after that.
 */
final class Progress implements AutoCloseable {
  private final Admin admin;
  private final DriftOptions options;

  Progress(DriftOptions options) {
    this.options = options;
    this.admin = Admin.create(options.brokers().config(Map.of()));
  }

  /** Whether all below these offsets of the input topics is processed and committed. */
  boolean passed(Map<TopicPartition, Long> endOffsets) {
    Set<String> inputs =
        Set.of(
            options.runs().of(Topics.RUNS),
            options.input().of(Topics.PROBE_REPORTS),
            options.input().of(Topics.IMPLICIT_FEEDBACK));
    Map<TopicPartition, Long> wanted = new HashMap<>(endOffsets);
    wanted.keySet().removeIf(partition -> !inputs.contains(partition.topic()));
    return committed(wanted)
        && committed(ends(rekeyed(), IsolationLevel.READ_UNCOMMITTED))
        && settled();
  }

  /**
   * Whether no transaction is open on the output. Offsets can be committed a moment before the
   * marks that make the same transaction's records visible are written.
   */
  private boolean settled() {
    List<String> outputs =
        List.of(options.output().of(Topics.DRIFT), options.output().of(Topics.ALERTS));
    return ends(outputs, IsolationLevel.READ_COMMITTED)
        .equals(ends(outputs, IsolationLevel.READ_UNCOMMITTED));
  }

  private boolean committed(Map<TopicPartition, Long> ends) {
    Map<TopicPartition, OffsetAndMetadata> offsets =
        await(
            admin
                .listConsumerGroupOffsets(options.applicationId())
                .partitionsToOffsetAndMetadata());
    return ends.entrySet().stream()
        .allMatch(
            end -> {
              OffsetAndMetadata offset = offsets.get(end.getKey());
              return end.getValue() == 0 || (offset != null && offset.offset() >= end.getValue());
            });
  }

  private List<String> rekeyed() {
    return Stream.of(Topics.RUNS, Topics.PROBE_REPORTS, Topics.IMPLICIT_FEEDBACK)
        .map(topic -> options.applicationId() + "-" + topic.name() + "-repartition")
        .toList();
  }

  private Map<TopicPartition, Long> ends(List<String> topics, IsolationLevel isolation) {
    Map<TopicPartition, OffsetSpec> latest = new HashMap<>();
    for (TopicDescription topic : await(admin.describeTopics(topics).allTopicNames()).values()) {
      topic
          .partitions()
          .forEach(
              partition ->
                  latest.put(
                      new TopicPartition(topic.name(), partition.partition()),
                      OffsetSpec.latest()));
    }
    return await(admin.listOffsets(latest, new ListOffsetsOptions(isolation)).all())
        .entrySet()
        .stream()
        .collect(Collectors.toMap(Map.Entry::getKey, end -> end.getValue().offset()));
  }

  private static <T> T await(KafkaFuture<T> future) {
    try {
      return future.get();
    } catch (ExecutionException e) {
      throw new IllegalStateException(e.getCause().getMessage(), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while asking the broker", e);
    }
  }

  @Override
  public void close() {
    admin.close();
  }
}
