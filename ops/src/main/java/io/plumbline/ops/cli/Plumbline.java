package io.plumbline.ops.cli;

import io.plumbline.ops.process.Shutdown;
import io.plumbline.ops.terminal.Terminal;
import java.nio.file.Path;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The {@code plumbline} command. */
@Command(
    name = "plumbline",
    mixinStandardHelpOptions = true,
    versionProvider = Versions.class,
    synopsisSubcommandLabel = "COMMAND",
    description = {
      "Watches a language model being fine-tuned on feedback and says, checkpoint by checkpoint, "
          + "whether the feedback it learns is the feedback you meant.",
      ""
    },
    commandListHeading = "%nCommands:%n",
    footer = {
      "",
      "@|bold Start here:|@",
      "  plumbline demo                        a fine-tuning run that goes wrong, watched",
      "  plumbline watch --base models/base --checkpoints runs/1 --feedback triples.jsonl",
      "",
      "Exit codes: 0 done, 1 failed or (replay) different, 2 bad option or input."
    },
    subcommands = {
      DemoCommand.class,
      WatchCommand.class,
      WorkerCommand.class,
      UpCommand.class,
      ReplayCommand.class,
      RunsCommand.class,
      DictionaryCommand.class,
      FeedbackCommand.class,
      ExtractCommand.class,
      PublishBenchmarkCommand.class,
      StreamBenchmarkCommand.class,
      VersionCommand.class
    })
public final class Plumbline implements Runnable {
  private final Terminal terminal;
  private final Shutdown shutdown;

  @Spec private CommandSpec spec;

  private Plumbline(Terminal terminal, Shutdown shutdown) {
    this.terminal = terminal;
    this.shutdown = shutdown;
  }

  /** Ends the process with the command's exit code. */
  public static void main(String[] args) {
    Terminal terminal = new Terminal(System.out, System.err, Ansi.AUTO);
    terminal.takeOverStandardStreams();
    Thread.setDefaultUncaughtExceptionHandler(new Exhaustion(terminal));
    Shutdown shutdown = Shutdown.install(() -> terminal.line("@|faint stopping …|@"));
    int code = commandLine(terminal, shutdown).execute(args);
    if (!shutdown.underway()) {
      shutdown.close();
    }
    System.exit(code);
  }

  /** The command with its subcommands. */
  static CommandLine commandLine(Terminal terminal, Shutdown shutdown) {
    Errors errors = new Errors(terminal, shutdown);
    return new CommandLine(new Plumbline(terminal, shutdown))
        .setOut(terminal.writer())
        .setErr(terminal.writer())
        .setColorScheme(CommandLine.Help.defaultColorScheme(terminal.ansi()))
        .setUsageHelpAutoWidth(true)
        .setCaseInsensitiveEnumValuesAllowed(true)
        .setAbbreviatedSubcommandsAllowed(false)
        .setParameterExceptionHandler(errors)
        .setExecutionExceptionHandler(errors);
  }

  Terminal terminal() {
    return terminal;
  }

  Shutdown shutdown() {
    return shutdown;
  }

  /** The application's own directory, which the launcher names. */
  static Path home() {
    return Path.of(System.getProperty("plumbline.home", "ops/target/app"));
  }

  @Override
  public void run() {
    throw new ParameterException(spec.commandLine(), "a command is missing");
  }
}
