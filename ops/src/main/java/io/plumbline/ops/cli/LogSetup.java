package io.plumbline.ops.cli;

import io.plumbline.ops.terminal.LogFile;
import java.nio.file.Path;
import java.util.Optional;

/** Where this command's log is, once that is known. */
final class LogSetup {
  private static volatile Path file;

  private LogSetup() {}

  /**
   * Logs into {@code <data>/logs/<command>.log} from now on.
   *
   * @param logs directory of the logs, which exists
   */
  static void open(Path logs, String command) {
    Path chosen = logs.resolve(command + ".log");
    LogFile.open(chosen);
    file = chosen;
  }

  /** The log file, if there is one. */
  static Optional<Path> current() {
    return Optional.ofNullable(file);
  }
}
