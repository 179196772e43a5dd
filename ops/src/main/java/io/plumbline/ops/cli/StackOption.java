package io.plumbline.ops.cli;

import io.plumbline.ops.stack.Endpoints;
import io.plumbline.schemas.UserError;
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
      description = "A schema registry of your own with the Confluent REST API. Needs --bootstrap.")
  private String registry;

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
    return Optional.ofNullable(bootstrap).map(broker -> new Endpoints(broker, registry));
  }

  int kafkaPort() {
    return kafkaPort;
  }

  int registryPort() {
    return registryPort;
  }
}
