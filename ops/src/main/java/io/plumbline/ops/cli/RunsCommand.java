package io.plumbline.ops.cli;

import io.plumbline.ops.terminal.Terminal;
import io.plumbline.schemas.record.AlertState;
import io.plumbline.schemas.record.RunSpec;
import io.plumbline.schemas.record.Severity;
import io.plumbline.sinks.feed.RunFeed;
import io.plumbline.sinks.feed.RunView;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.ParentCommand;

/** {@code plumbline runs}. */
@Command(
    name = "runs",
    mixinStandardHelpOptions = true,
    description = "Lists the runs in the topics.")
final class RunsCommand implements Callable<Integer> {
  private static final Duration PATIENCE = Duration.ofMinutes(1);
  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm").withZone(ZoneId.systemDefault());

  @ParentCommand private Plumbline plumbline;
  @Mixin private StackOption options;

  @Override
  public Integer call() throws Exception {
    Session session = Session.joining(plumbline, "runs", options);
    RunFeed feed = session.follow(plumbline);
    feed.awaitCaughtUp(PATIENCE);
    List<RunView> runs = feed.book().runs();
    Terminal terminal = plumbline.terminal();
    if (runs.isEmpty()) {
      terminal.line("No runs yet. 'plumbline watch' or 'plumbline demo' makes one.");
      return 0;
    }
    int width = runs.stream().mapToInt(run -> run.run().length()).max().orElse(0);
    terminal.plain(row(width, "run", "first seen", "checkpoints", "last step", "state"));
    for (RunView run : runs) {
      terminal.plain(
          row(
              width,
              run.run(),
              run.spec()
                  .map(RunSpec::getTime)
                  .map(Instant::ofEpochMilli)
                  .map(TIME::format)
                  .orElse("-"),
              Integer.toString(run.checkpoints().size()),
              run.lastReport().map(report -> Integer.toString(report.getStep())).orElse("-"),
              state(run)));
    }
    return 0;
  }

  private static String state(RunView run) {
    List<String> firing =
        run.current().values().stream()
            .filter(alert -> alert.getState() == AlertState.FIRING)
            .map(alert -> alert.getRule())
            .toList();
    if (run.severity() == Severity.NONE) {
      return run.reports().isEmpty() ? "no results yet" : "ok";
    }
    return run.severity().name().toLowerCase(Locale.ROOT) + ": " + String.join(", ", firing);
  }

  private static String row(
      int width, String run, String seen, String checkpoints, String step, String state) {
    return String.format(
        Locale.ROOT, "%-" + width + "s  %-16s  %11s  %9s  %s", run, seen, checkpoints, step, state);
  }
}
