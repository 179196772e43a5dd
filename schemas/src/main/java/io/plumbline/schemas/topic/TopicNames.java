package io.plumbline.schemas.topic;

/**
 * Names of the catalogue's topics on one broker.
 *
 * @param prefix put before every topic's name; a replay writes under a prefix of its own
 */
public record TopicNames(String prefix) {

  /** The live topics. */
  public static TopicNames live() {
    return new TopicNames(Topics.DEFAULT_PREFIX);
  }

  /** Name of a topic on the broker. */
  public String of(Topic topic) {
    return prefix + topic.name();
  }
}
