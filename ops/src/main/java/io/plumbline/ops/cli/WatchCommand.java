package io.plumbline.ops.cli;

import io.plumbline.extractor.watch.Watch;
import io.plumbline.extractor.watch.WatchOptions;
import io.plumbline.ops.pipeline.Analysis;
import io.plumbline.ops.terminal.Terminal;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

/** {@code plumbline watch}. */
@Command(
    name = "watch",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = {
      "Follows a directory of checkpoints and prints how the learned feedback stands to the meant "
          + "one, until Ctrl-C.",
      "Uses the stack that 'plumbline up' runs on the same data, or else starts its own. With "
          + "--bootstrap and --registry the analysis is expected to run there."
    })
final class WatchCommand implements Callable<Integer> {
  private static final Duration PATIENCE = Duration.ofMinutes(1);

  @ParentCommand private Plumbline plumbline;
  @Spec private CommandSpec command;
  @Mixin private WatchOption watched;

  @Option(
      names = "--once",
      description = "Stop when the checkpoints that are there now have been analysed.")
  private boolean once;

  @Mixin private StackOption options;
  @Mixin private ViewOption view;
  @Mixin private CheckpointIntervalOption checkpoints;

  @Override
  public Integer call() throws Exception {
    Terminal terminal = plumbline.terminal();
    Duration interval = checkpoints.interval();
    watched.remarks().forEach(terminal::warning);
    terminal.status("checking model and feedback");
    int leftOut = watched.check();
    terminal.status("");
    if (leftOut > 0) {
      terminal.line(
          "  %d rows cannot be used and are left out; dead letters say why".formatted(leftOut));
    }
    Session session = Session.joining(plumbline, "watch", options);
    Optional<Analysis> analysis = Optional.empty();
    if (session.ownsAnalysis()) {
      analysis = Optional.of(session.startAnalysis(plumbline, interval));
    }
    View shown = View.open(plumbline, session, view, command);
    shown.dashboard().ifPresent(url -> terminal.line("  dashboard: @|bold " + url + "|@"));
    shown.feed().awaitCaughtUp(PATIENCE);

    WatchOptions watchOptions = watched.on(session.endpoints());
    terminal.line();
    terminal.line("run @|bold " + watchOptions.run() + "|@, from " + watchOptions.checkpoints());
    LiveTable table = new LiveTable(terminal, shown.feed().book(), watchOptions.run());
    table.start();
    Watch watch = plumbline.shutdown().add(Watch.start(watchOptions, table));
    Vigil vigil = new Vigil(plumbline, analysis, shown);
    if (once) {
      vigil.during(watch::finish);
      vigil.untilReported(watchOptions.run());
      terminal.status("");
      return 0;
    }
    vigil.during(watch::await);
    return 0;
  }
}
