package io.plumbline.ops.trainer;

import java.io.IOException;
import org.slf4j.LoggerFactory;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;

/** Entry point of the trainer's process. */
@Command(
    name = "trainer",
    mixinStandardHelpOptions = true,
    subcommands = {
      TrainCommand.class,
      DataCommand.class,
      BaseCommand.class,
      PretrainCommand.class,
      CommandLine.HelpCommand.class
    },
    description = "Fine-tunes a small language model on word-sentiment feedback.")
public final class TrainerMain {
  private static final int FAILED = 1;
  private static final int WRONG_INPUT = 2;

  private TrainerMain() {}

  /**
   * Runs one command and exits: 0 when it is done, 2 for a mistake in the options or files given, 1
   * for anything else.
   */
  public static void main(String[] args) {
    preset("logback.configurationFile", "io/plumbline/ops/trainer/logback.xml");
    preset("ai.djl.offline", "true");
    preset("ai.djl.pytorch.num_interop_threads", "1");
    preset("ai.djl.pytorch.num_threads", "1");
    System.exit(run(args));
  }

  private static void preset(String property, String value) {
    if (System.getProperty(property) == null) {
      System.setProperty(property, value);
    }
  }

  static int run(String... args) {
    return new CommandLine(new TrainerMain())
        .setParameterExceptionHandler(TrainerMain::misused)
        .setExecutionExceptionHandler(TrainerMain::failed)
        .execute(args);
  }

  private static int misused(ParameterException error, String[] args) {
    CommandLine command = error.getCommandLine();
    command.getErr().println(error.getMessage() + " (see " + command.getCommandName() + " --help)");
    return WRONG_INPUT;
  }

  private static int failed(Exception error, CommandLine command, ParseResult parsed) {
    if (error instanceof TrainerException) {
      command.getErr().println(error.getMessage());
      return WRONG_INPUT;
    }
    if (error instanceof IOException) {
      command.getErr().println("cannot write: " + error.getMessage());
      return WRONG_INPUT;
    }
    LoggerFactory.getLogger(TrainerMain.class).error("{} failed", command.getCommandName(), error);
    return FAILED;
  }
}
