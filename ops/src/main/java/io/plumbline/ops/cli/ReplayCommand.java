package io.plumbline.ops.cli;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.plumbline.ops.pipeline.Catalogue;
import io.plumbline.ops.replay.Replay;
import io.plumbline.ops.replay.ReplayOptions;
import io.plumbline.ops.replay.ReplayResult;
import io.plumbline.ops.terminal.Terminal;
import io.plumbline.schemas.UserError;
import io.plumbline.schemas.settings.RunSettings;
import io.plumbline.schemas.settings.Settings;
import io.plumbline.schemas.topic.Keys;
import io.plumbline.schemas.topic.TopicNames;
import io.plumbline.schemas.topic.Topics;
import java.nio.file.Path;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;

/** {@code plumbline replay}. */
@Command(
    name = "replay",
    mixinStandardHelpOptions = true,
    description = {
      "Computes a recorded run again, in fresh jobs with fresh state, and says whether "
          + "dictionaries, features, probe reports, implicit feedback, drift and alerts are "
          + "identical.",
      "With --set it prints what would have come out otherwise."
    },
    footer = {"", "Exit codes: 0 identical (or --set), 1 different, 2 bad option or no such run."})
final class ReplayCommand implements Callable<Integer> {
  private static final int MOST_PARALLEL = 64;
  private static final String RECORDED = "capture.";
  private static final DateTimeFormatter ID = DateTimeFormatter.ofPattern("yyyyMMdd-HHmmss");

  @ParentCommand private Plumbline plumbline;

  @Parameters(paramLabel = "RUN", description = "Name of the run; 'plumbline runs' lists them.")
  private String run;

  @Option(
      names = "--parallelism",
      paramLabel = "N",
      defaultValue = "1",
      description = "Parallel instances of every operator. Default: ${DEFAULT-VALUE}.")
  private int parallelism;

  @Option(
      names = "--set",
      paramLabel = "NAME=VALUE",
      description = "A setting to change, such as probe.ridge.lambda=10. May be given often.")
  private Map<String, String> settings = new TreeMap<>();

  @Option(names = "--json", paramLabel = "FILE", description = "Write the result there as JSON.")
  private Path json;

  @Option(names = "--keep", description = "Keep the topics that the replay wrote.")
  private boolean keep;

  @Mixin private StackOption options;

  @Override
  public Integer call() throws Exception {
    checkOptions();
    Terminal terminal = plumbline.terminal();
    Session session = Session.joining(plumbline, "replay", options);
    Catalogue.ensure(session.endpoints(), TopicNames.live(), Topics.ALL);
    ReplayOptions replayOptions =
        new ReplayOptions(
            run, ID.format(LocalDateTime.now(ZoneId.systemDefault())), parallelism, settings, keep);
    ReplayResult result =
        new Replay(session.endpoints(), replayOptions, session.data().root())
            .run(terminal.progress());

    terminal.line();
    ReplayTables tables = new ReplayTables(result);
    (replayOptions.whatIf() ? tables.changes() : tables.digests()).forEach(terminal::line);
    if (keep) {
      terminal.line("  its topics: " + replayOptions.names().prefix() + "*");
    }
    if (json != null) {
      new ObjectMapper()
          .writerWithDefaultPrettyPrinter()
          .writeValue(json.toFile(), ReplayJson.of(result));
    }
    return result.identical() || replayOptions.whatIf() ? 0 : Errors.FAILURE;
  }

  private void checkOptions() {
    Keys.checkedRun(run);
    if (parallelism < 1 || parallelism > MOST_PARALLEL) {
      throw new UserError(
          "--parallelism cannot be %d; it takes 1 to %d".formatted(parallelism, MOST_PARALLEL));
    }
    RunSettings checked = RunSettings.defaults();
    for (Map.Entry<String, String> setting : settings.entrySet()) {
      checked = checked.with(setting.getKey(), setting.getValue());
      if (shapedRecords(setting.getKey())) {
        throw new UserError(
            "setting %s shaped what was recorded, so a replay cannot change it; watch the run again with it"
                .formatted(setting.getKey()));
      }
    }
    Outputs.check(json, "--json");
  }

  /** Whether other values would have led to other records; to other precision they are rounded. */
  private static boolean shapedRecords(String setting) {
    return (setting.startsWith(RECORDED) && !setting.equals(Settings.PAYLOAD.name()))
        || setting.equals(Settings.DICTIONARY_GIVEN.name());
  }
}
