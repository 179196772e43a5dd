package io.plumbline.ops.stack;

import java.nio.file.Path;

/**
 * How a local stack is to run.
 *
 * @param home the application's own directory, which holds the registry's distribution
 * @param data the data directory
 * @param command what this process runs, for others to read
 * @param kafkaPort the broker's port, 0 for a free one
 * @param registryPort the registry's port, 0 for a free one
 */
public record StackOptions(Path home, Path data, String command, int kafkaPort, int registryPort) {

  /** All ports free. */
  public static StackOptions of(Path home, Path data, String command) {
    return new StackOptions(home, data, command, Ports.FREE, Ports.FREE);
  }
}
