package io.plumbline.ops.cli;

import picocli.CommandLine.Command;
import picocli.CommandLine.ParentCommand;

/** {@code plumbline version}. */
@Command(
    name = "version",
    mixinStandardHelpOptions = true,
    description = "Prints the version of Plumbline and of what it runs on.")
final class VersionCommand implements Runnable {
  @ParentCommand private Plumbline plumbline;

  @Override
  public void run() {
    for (String line : new Versions().getVersion()) {
      plumbline.terminal().plain(line);
    }
  }
}
