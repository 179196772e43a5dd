package io.plumbline.ops.cli;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

/** {@code plumbline feedback}. */
@Command(
    name = "feedback",
    mixinStandardHelpOptions = true,
    description = "Looks at feedback files.",
    subcommands = FeedbackCheckCommand.class)
final class FeedbackCommand implements Runnable {
  @ParentCommand private Plumbline plumbline;
  @Spec private CommandSpec spec;

  Plumbline plumbline() {
    return plumbline;
  }

  @Override
  public void run() {
    throw new ParameterException(spec.commandLine(), "a command is missing, such as check");
  }
}
