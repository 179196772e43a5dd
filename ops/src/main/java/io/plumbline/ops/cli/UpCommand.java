package io.plumbline.ops.cli;

import io.plumbline.ops.pipeline.Analysis;
import io.plumbline.ops.terminal.Terminal;
import io.plumbline.schemas.serde.SchemaRegistry;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.ParentCommand;

/** {@code plumbline up}. */
@Command(
    name = "up",
    mixinStandardHelpOptions = true,
    description = {
      "Runs broker, registry, analysis and dashboard until Ctrl-C, for other commands to use.",
      "With --bootstrap and --registry it runs the analysis and the dashboard on that cluster."
    })
final class UpCommand implements Callable<Integer> {
  @ParentCommand private Plumbline plumbline;
  @Mixin private StackOption options;
  @Mixin private ViewOption view;
  @Mixin private CheckpointIntervalOption checkpoints;

  @Override
  public Integer call() throws Exception {
    Terminal terminal = plumbline.terminal();
    Duration interval = checkpoints.interval();
    Session session = Session.exclusive(plumbline, "up", options);
    Analysis analysis = session.startAnalysis(plumbline, interval);
    View shown = View.start(plumbline, session, view);

    terminal.line();
    address("broker", session.endpoints().brokers().addresses());
    address("schema registry", new SchemaRegistry(session.endpoints().registry()).url());
    String dashboard = shown.dashboard().orElseThrow();
    address("dashboard", dashboard);
    address("metrics", dashboard + "metrics");
    address("data", session.data().root().toString());
    terminal.line();
    terminal.line("Running. Ctrl-C stops it; what is recorded stays.");
    new Vigil(plumbline, Optional.of(analysis), shown).forever();
    return 0;
  }

  private void address(String name, String address) {
    plumbline.terminal().line("  %-16s @|bold %s|@".formatted(name, address));
  }
}
