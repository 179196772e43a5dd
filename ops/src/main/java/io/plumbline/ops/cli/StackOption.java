package io.plumbline.ops.cli;

import io.plumbline.ops.stack.Endpoints;
import io.plumbline.schemas.UserError;
import io.plumbline.schemas.topic.Brokers;
import java.nio.file.Path;
import java.util.Optional;
import picocli.CommandLine.Option;

/** Options of all commands that need a broker: where data lies, and whose broker it is. */
final class StackOption {
  @Option(
      names = "--data",
      paramLabel = "DIR",
      defaultValue = ".plumbline",
      description = "Directory for everything that is kept. Default: ${DEFAULT-VALUE}.")
  private Path directory;

  @Option(
      names = "--bootstrap",
      paramLabel = "HOST:PORT",
      description = "A Kafka broker of your own, instead of the local one. Needs --registry.")
  private String bootstrap;

  @Option(
      names = "--registry",
      paramLabel = "URL",
      description =
          "A schema registry of your own with the Confluent REST API, "
              + "https://USER:PASSWORD@HOST where one has to log in. Needs --bootstrap.")
  private String registry;

  @Option(
      names = "--kafka-config",
      paramLabel = "FILE",
      description =
          "Settings of Kafka's clients for that broker, such as security.protocol and "
              + "sasl.jaas.config, in the form that Kafka's own tools take. Needs --bootstrap.")
  private Path kafkaConfig;

  @Option(
      names = "--kafka-port",
      paramLabel = "PORT",
      description = "Port of the local Kafka broker. Default: a free one.")
  private int kafkaPort;

  @Option(
      names = "--registry-port",
      paramLabel = "PORT",
      description = "Port of the local schema registry. Default: a free one.")
  private int registryPort;

  Path directory() {
    return directory;
  }

  /**
   * The user's own cluster, if there is one.
   *
   * @throws UserError if only half of it is given
   */
  Optional<Endpoints> given() {
    if ((bootstrap == null) != (registry == null)) {
      throw new UserError(
          "--bootstrap and --registry belong together; give both, or neither for the local stack");
    }
    if (kafkaConfig != null && bootstrap == null) {
      throw new UserError("--kafka-config is for a broker of your own; give --bootstrap, too");
    }
    return Optional.ofNullable(bootstrap)
        .map(addresses -> new Endpoints(brokers(addresses), registry));
  }

  private Brokers brokers(String addresses) {
    return kafkaConfig == null ? Brokers.at(addresses) : Brokers.at(addresses, kafkaConfig);
  }

  /** File of the clients' settings, if there is one. */
  Optional<Path> kafkaConfig() {
    return Optional.ofNullable(kafkaConfig).map(Path::toAbsolutePath);
  }

  int kafkaPort() {
    return kafkaPort;
  }

  int registryPort() {
    return registryPort;
  }
}
