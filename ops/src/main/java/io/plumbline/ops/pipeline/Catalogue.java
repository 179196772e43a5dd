package io.plumbline.ops.pipeline;

import io.plumbline.ops.stack.Endpoints;
import io.plumbline.schemas.serde.SchemaRegistry;
import io.plumbline.schemas.topic.Topic;
import io.plumbline.schemas.topic.TopicAdmin;
import io.plumbline.schemas.topic.TopicNames;
import java.util.List;

/** Topics and schemas, brought about before anybody uses them. */
public final class Catalogue {
  /** Lets the broker decide. */
  private static final short DEFAULT_REPLICATION = -1;

  private Catalogue() {}

  /**
   * Creates the topics and registers the schemas that are not there yet.
   *
   * @throws io.plumbline.schemas.UserError if broker or registry cannot be reached
   */
  public static void ensure(Endpoints endpoints, TopicNames names, List<Topic> topics) {
    try (TopicAdmin admin = new TopicAdmin(endpoints.brokers())) {
      admin.ensure(names, topics, DEFAULT_REPLICATION);
      admin.registerSubjects(names, topics, new SchemaRegistry(endpoints.registry()));
    }
  }
}
