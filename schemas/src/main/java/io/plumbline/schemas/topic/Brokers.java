package io.plumbline.schemas.topic;

import io.plumbline.schemas.Unreadable;
import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Properties;
import java.util.TreeMap;
import org.apache.kafka.clients.CommonClientConfigs;
import org.apache.kafka.clients.consumer.ConsumerConfig;

/**
 * Kafka brokers, and what they ask of their clients.
 *
 * @param addresses such as {@code 127.0.0.1:9092}, or several with commas between
 * @param client settings of Kafka's clients by their names, such as {@code security.protocol}
 */
public record Brokers(String addresses, Map<String, String> client) {
  public Brokers {
    client = Map.copyOf(client);
  }

  /** Brokers that ask for nothing. */
  public static Brokers at(String addresses) {
    return new Brokers(addresses, Map.of());
  }

  /**
   * Brokers whose clients have the settings of a file, as Kafka's own tools take it.
   *
   * @param file a file of properties
   * @throws io.plumbline.schemas.UserError if it cannot be read
   */
  public static Brokers at(String addresses, Path file) {
    Properties properties = new Properties();
    try (Reader reader = Files.newBufferedReader(file)) {
      properties.load(reader);
    } catch (IOException | IllegalArgumentException e) {
      throw Unreadable.because(file, e);
    }
    Map<String, String> client = new TreeMap<>();
    properties
        .stringPropertyNames()
        .forEach(name -> client.put(name, properties.getProperty(name)));
    return new Brokers(addresses, client);
  }

  /**
   * The configuration of a client.
   *
   * @param own what it has to be, whatever the settings say
   */
  public Map<String, Object> config(Map<String, ?> own) {
    Map<String, Object> config = new HashMap<>(client);
    config.put(CommonClientConfigs.BOOTSTRAP_SERVERS_CONFIG, addresses);
    config.putAll(own);
    return config;
  }

  /** The configuration of a consumer of committed records, in no group. */
  public Map<String, Object> readerConfig() {
    return config(
        Map.of(
            ConsumerConfig.ISOLATION_LEVEL_CONFIG,
            "read_committed",
            ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG,
            false));
  }

  /** The configuration of a client that takes properties. */
  public Properties properties() {
    Properties properties = new Properties();
    properties.putAll(config(Map.of()));
    return properties;
  }

  /** The addresses alone: settings hold passwords. */
  @Override
  public String toString() {
    return addresses;
  }
}
