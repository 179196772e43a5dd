package io.plumbline.sinks.webhook;

import io.plumbline.schemas.UserError;
import io.plumbline.schemas.topic.Brokers;
import io.plumbline.schemas.topic.TopicNames;
import java.net.URI;
import java.time.Duration;

/**
 * Where alerts are posted to, and how patiently.
 *
 * @param brokers the Kafka brokers
 * @param registry address of the schema registry
 * @param names names of the topics
 * @param url where to post; for {@link Format#ALERTMANAGER} the base address of Alertmanager
 * @param format what to post
 * @param groupId consumer group; what it has posted is not posted again after a restart
 * @param attempts how often one alert is tried, at least 1
 * @param firstBackoff pause after the first failure; doubled after each further one
 * @param timeout of one attempt
 */
public record WebhookOptions(
    Brokers brokers,
    String registry,
    TopicNames names,
    URI url,
    Format format,
    String groupId,
    int attempts,
    Duration firstBackoff,
    Duration timeout) {
  /** What is posted. */
  public enum Format {
    /** One JSON object for each change of an alert's state. */
    PLAIN,
    /** Version 2 of Alertmanager's API; what is only pending is not posted. */
    ALERTMANAGER
  }

  private static final int ATTEMPTS = 6;

  /**
   * Checks the address.
   *
   * @throws UserError if it is not an http or https address
   */
  public WebhookOptions {
    String scheme = url.getScheme();
    if (url.getHost() == null || !("http".equals(scheme) || "https".equals(scheme))) {
      throw new UserError(
          "webhook address '" + url + "' is not usable; give one like https://host/path");
    }
  }

  /** Six attempts within about a minute. */
  public static WebhookOptions of(
      Brokers brokers, String registry, TopicNames names, URI url, Format format) {
    return new WebhookOptions(
        brokers,
        registry,
        names,
        url,
        format,
        names.prefix() + "webhook",
        ATTEMPTS,
        Duration.ofSeconds(1),
        Duration.ofSeconds(10));
  }
}
