package io.plumbline.schemas.topic;

import io.plumbline.schemas.UserError;
import io.plumbline.schemas.serde.RecordSerializer;
import io.plumbline.schemas.serde.SchemaRegistry;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.avro.specific.SpecificData;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.errors.AuthenticationException;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.TopicExistsException;

/** Creates the catalogue's topics and subjects, and checks those that are there already. */
public final class TopicAdmin implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofSeconds(15);
  private static final String COMPATIBILITY = "FULL_TRANSITIVE";

  private final Brokers brokers;
  private final Admin admin;

  public TopicAdmin(Brokers brokers) {
    this.brokers = brokers;
    this.admin =
        Admin.create(
            brokers.config(
                Map.of(
                    AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG,
                    (int) PATIENCE.toMillis(),
                    AdminClientConfig.REQUEST_TIMEOUT_MS_CONFIG,
                    (int) PATIENCE.toMillis() / 3)));
  }

  /**
   * Creates what is missing, and checks that the rest is as declared.
   *
   * @param replication replication factor of new topics
   * @throws UserError if the broker cannot be reached or refuses us, or a topic has another cleanup
   *     policy
   */
  public void ensure(TopicNames names, List<Topic> topics, short replication) {
    Set<String> present = await(admin.listTopics().names());
    for (Topic topic : topics) {
      String name = names.of(topic);
      if (present.contains(name)) {
        check(name, topic);
      } else {
        create(new NewTopic(name, topic.partitions(), replication).configs(topic.config()));
      }
    }
  }

  /** Registers the record type of every topic, evolving under FULL_TRANSITIVE from then on. */
  public void registerSubjects(TopicNames names, List<Topic> topics, SchemaRegistry registry) {
    for (Topic topic : topics) {
      String subject = RecordSerializer.subject(names.of(topic));
      registry.register(subject, SpecificData.get().getSchema(topic.type()));
      registry.setCompatibility(subject, COMPATIBILITY);
    }
  }

  /** Deletes topics, records and all. */
  public void delete(TopicNames names, List<Topic> topics) {
    await(admin.deleteTopics(topics.stream().map(names::of).toList()).all());
  }

  private void create(NewTopic topic) {
    try {
      await(admin.createTopics(List.of(topic)).all());
    } catch (TopicExistsException e) {
      // Another process of ours was faster.
      return;
    }
  }

  private void check(String name, Topic topic) {
    ConfigResource resource = new ConfigResource(ConfigResource.Type.TOPIC, name);
    Config actual = await(admin.describeConfigs(List.of(resource)).all()).get(resource);
    topic
        .config()
        .forEach(
            (key, declared) -> {
              String found = actual.get(key).value();
              if (key.equals("cleanup.policy") && !found.equals(declared)) {
                throw new UserError(
                    "topic "
                        + name
                        + " has "
                        + key
                        + "="
                        + found
                        + " but needs "
                        + declared
                        + "; change it with kafka-configs, or choose another topic prefix");
              }
            });
  }

  private <T> T await(KafkaFuture<T> future) {
    try {
      return future.get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
    } catch (ExecutionException e) {
      if (e.getCause() instanceof TopicExistsException exists) {
        throw exists;
      }
      if (e.getCause() instanceof org.apache.kafka.common.errors.TimeoutException) {
        throw unreachable(e);
      }
      if (e.getCause() instanceof AuthenticationException
          || e.getCause() instanceof AuthorizationException) {
        throw new UserError(
            "the Kafka brokers at "
                + brokers
                + " refuse this client ("
                + e.getCause().getMessage()
                + "); see what they ask of it in the file of --kafka-config",
            e);
      }
      throw new IllegalStateException(e.getCause().getMessage(), e);
    } catch (TimeoutException e) {
      throw unreachable(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while waiting for the broker", e);
    }
  }

  private UserError unreachable(Exception cause) {
    return new UserError(
        "no Kafka broker answers at "
            + brokers
            + "; check the address, that it runs, and whether it wants --kafka-config",
        cause);
  }

  @Override
  public void close() {
    admin.close(Duration.ofSeconds(1));
  }
}
