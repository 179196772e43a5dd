package io.plumbline.ops.cli;

import io.plumbline.ops.process.Shutdown;
import io.plumbline.ops.terminal.Terminal;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import picocli.CommandLine.Help.Ansi;

/**
 * What a run of the command printed and returned.
 *
 * @param code exit code
 * @param out lines of standard output
 * @param err lines of standard error
 */
record CommandRun(int code, List<String> out, List<String> err) {

  /** Runs the command in this process. */
  static CommandRun of(String... args) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ByteArrayOutputStream err = new ByteArrayOutputStream();
    Terminal terminal = new Terminal(print(out), print(err), Ansi.OFF);
    try (Shutdown shutdown = Shutdown.install(() -> {})) {
      int code = Plumbline.commandLine(terminal, shutdown).execute(args);
      return new CommandRun(code, lines(out), lines(err));
    }
  }

  private static PrintStream print(ByteArrayOutputStream bytes) {
    return new PrintStream(bytes, true, StandardCharsets.UTF_8);
  }

  private static List<String> lines(ByteArrayOutputStream bytes) {
    return bytes.toString(StandardCharsets.UTF_8).lines().toList();
  }
}
