package io.plumbline.ops.replay;

import io.plumbline.ops.stack.Endpoints;
import io.plumbline.schemas.topic.TopicNames;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.GroupListing;
import org.apache.kafka.clients.admin.ListOffsetsOptions;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.TopicPartition;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The topics and consumer groups of one replay: all whose names start with its prefix. */
final class ReplayTopics implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(ReplayTopics.class);

  private final Admin admin;
  private final TopicNames names;
  private final boolean keep;

  /**
   * @param keep whether they stay when this is closed
   */
  ReplayTopics(Endpoints endpoints, TopicNames names, boolean keep) {
    this.admin = Admin.create(endpoints.brokers().config(Map.of()));
    this.names = names;
    this.keep = keep;
  }

  /**
   * Present ends of topics. Transactions whose marks are still on their way count, since a reader
   * of committed records gets to them.
   */
  Map<TopicPartition, Long> ends(List<String> topics) {
    Map<TopicPartition, OffsetSpec> latest = new TreeMap<>(byText());
    for (TopicDescription topic : await(admin.describeTopics(topics).allTopicNames()).values()) {
      topic
          .partitions()
          .forEach(
              partition ->
                  latest.put(
                      new TopicPartition(topic.name(), partition.partition()),
                      OffsetSpec.latest()));
    }
    ListOffsetsOptions all = new ListOffsetsOptions(IsolationLevel.READ_UNCOMMITTED);
    return await(admin.listOffsets(latest, all).all()).entrySet().stream()
        .collect(Collectors.toMap(Map.Entry::getKey, end -> end.getValue().offset()));
  }

  @Override
  public void close() {
    try {
      if (!keep) {
        admin.deleteTopics(ours(await(admin.listTopics().names()))).all().get();
        List<String> groups =
            await(admin.listGroups().all()).stream().map(GroupListing::groupId).toList();
        admin.deleteConsumerGroups(ours(groups)).all().get();
      }
    } catch (ExecutionException | IllegalStateException e) {
      LOG.warn("topics or groups starting with {} are left over", names.prefix(), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      admin.close();
    }
  }

  private List<String> ours(Collection<String> all) {
    return all.stream().filter(name -> name.startsWith(names.prefix())).toList();
  }

  private static java.util.Comparator<TopicPartition> byText() {
    return java.util.Comparator.comparing(TopicPartition::toString);
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
}
