package io.plumbline.ops.stack;

import io.plumbline.schemas.topic.Brokers;
import java.io.IOException;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Properties;

/** What brokers ask of their clients, for processes that are told of it by a file. */
public final class KafkaConfigFile {
  private KafkaConfigFile() {}

  /** Writes it into a directory. */
  public static Path write(Brokers brokers, Path directory) throws IOException {
    Properties properties = new Properties();
    properties.putAll(brokers.client());
    Path file = Files.createDirectories(directory).resolve("kafka.properties");
    try (Writer writer = Files.newBufferedWriter(file)) {
      properties.store(writer, null);
    }
    return file;
  }
}
