package io.plumbline.ops.cli;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.plumbline.extractor.kafka.KafkaConnection;
import io.plumbline.extractor.watch.Watch;
import io.plumbline.extractor.watch.WatchOptions;
import io.plumbline.ops.demo.DemoDirectory;
import io.plumbline.ops.demo.DemoFindings;
import io.plumbline.ops.demo.DemoOptions;
import io.plumbline.ops.demo.DemoScenario;
import io.plumbline.ops.demo.DemoStory;
import io.plumbline.ops.demo.DemoSummary;
import io.plumbline.ops.demo.DemoSummary.Batches;
import io.plumbline.ops.demo.DemoSummary.ReplayRow;
import io.plumbline.ops.demo.Stopwatch;
import io.plumbline.ops.demo.TrainerProcess;
import io.plumbline.ops.demo.Truth;
import io.plumbline.ops.ledger.BatchCount;
import io.plumbline.ops.ledger.RunLedger;
import io.plumbline.ops.pipeline.Analysis;
import io.plumbline.ops.process.JavaChild;
import io.plumbline.ops.replay.Replay;
import io.plumbline.ops.replay.ReplayOptions;
import io.plumbline.ops.replay.ReplayResult;
import io.plumbline.ops.replay.RunRecords;
import io.plumbline.ops.stack.Endpoints;
import io.plumbline.ops.stack.Progress;
import io.plumbline.ops.terminal.Terminal;
import io.plumbline.schemas.UserError;
import io.plumbline.schemas.topic.TopicNames;
import io.plumbline.sinks.feed.RunFeed;
import io.plumbline.sinks.feed.RunView;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

/** {@code plumbline demo}. */
@Command(
    name = "demo",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = {
      "Fine-tunes a small language model on feedback that goes wrong, watches it from the first "
          + "checkpoint to the alert, and replays the analysis to the identical result.",
      "",
      "Scenarios: clean, poisoned, poisoned-at-4, reversed-for-food, boosted, noisy, scaled-at-4, control."
    })
final class DemoCommand implements Callable<Integer> {
  /** The trainer writes a checkpoint every few seconds. */
  private static final Duration CHECKPOINT_INTERVAL = Duration.ofSeconds(1);

  private static final Duration PATIENCE = Duration.ofMinutes(1);

  /** Another than that of the live analysis. */
  private static final int REPLAY_PARALLELISM = 2;

  @ParentCommand private Plumbline plumbline;
  @Spec private CommandSpec command;

  @Option(
      names = "--scenario",
      paramLabel = "NAME",
      defaultValue = "poisoned-at-4",
      description = "What is wrong with the feedback. Default: ${DEFAULT-VALUE}.")
  private String scenario;

  @Option(
      names = "--trainer",
      paramLabel = "ppo|grpo",
      defaultValue = "ppo",
      description = "Default: ${DEFAULT-VALUE}.")
  private String trainer;

  @Option(
      names = "--seed",
      paramLabel = "N",
      defaultValue = "1",
      description = "Seed of the fine-tuning run. Default: ${DEFAULT-VALUE}.")
  private long seed;

  @Option(
      names = "--steps",
      paramLabel = "N",
      defaultValue = "150",
      description = "Training steps. Default: ${DEFAULT-VALUE}.")
  private int steps;

  @Option(
      names = "--save-every",
      paramLabel = "N",
      defaultValue = "15",
      description = "Training steps between checkpoints. Default: ${DEFAULT-VALUE}.")
  private int saveEvery;

  @Option(
      names = "--summary",
      paramLabel = "FILE",
      description = "Write what it came to there as JSON.")
  private Path summary;

  @Option(names = "--no-replay", description = "Leave out the replays at the end.")
  private boolean noReplay;

  @Mixin private StackOption options;
  @Mixin private ViewOption view;

  private Terminal terminal;
  private DemoStory story;
  private Stopwatch stopwatch;

  @Override
  public Integer call() throws Exception {
    DemoOptions demo = checkedOptions();
    terminal = plumbline.terminal();
    story = new DemoStory(terminal, demo);
    stopwatch = new Stopwatch();
    story.opening();

    Session session = Session.joining(plumbline, "demo", options);
    Optional<Analysis> analysis = Optional.empty();
    if (session.ownsAnalysis()) {
      analysis = Optional.of(session.startAnalysis(plumbline, CHECKPOINT_INTERVAL));
    }
    View shown = View.open(plumbline, session, view, command);
    shown.dashboard().ifPresent(url -> terminal.line("  dashboard: @|bold " + url + "|@"));
    RunFeed feed = shown.feed();
    feed.awaitCaughtUp(PATIENCE);
    stopwatch.lap("stack");

    String run = demo.runName(feed.book().runs().stream().map(RunView::run).toList());
    DemoDirectory directory = freshDirectory(session.data().training(), run);
    Progress progress = terminal.progress();
    progress.started("base model, feedback");
    TrainerProcess.prepare(directory, seed);
    progress.finished(directory.root().toString());
    stopwatch.lap("preparation");

    Vigil vigil = new Vigil(plumbline, analysis, shown);
    follow(session.endpoints(), demo, directory, run, feed, vigil);

    RunRecords records = new RunRecords(session.endpoints(), run);
    DemoFindings findings =
        new DemoFindings(feed.book().run(run).orElseThrow(), Truth.read(directory.truth()));
    BatchCount batches = RunLedger.count(records, TopicNames.live(), TopicNames.live());
    OptionalDouble auroc = findings.auroc(records);
    story.findings(findings, auroc, batches);
    ReplayRow replay = noReplay ? new ReplayRow(null, Map.of()) : replay(session, run);
    story.closing(run);
    stopwatch.lap("replay");

    if (summary != null) {
      DemoSummary written =
          new DemoSummary(
              run,
              demo.scenario().id(),
              seed,
              findings.checkpoints(),
              findings.alerts(),
              findings.words(findings.firstRed()),
              auroc.isPresent() ? auroc.getAsDouble() : null,
              new Batches(batches.expected(), batches.received(), batches.duplicated()),
              replay,
              stopwatch.seconds(),
              Versions.all());
      new ObjectMapper().writerWithDefaultPrettyPrinter().writeValue(summary.toFile(), written);
    }
    return batches.exact() && !Boolean.FALSE.equals(replay.identical()) ? 0 : Errors.FAILURE;
  }

  private DemoOptions checkedOptions() {
    if (!List.of("ppo", "grpo").contains(trainer)) {
      throw new UserError("there is no trainer '" + trainer + "'; there are ppo and grpo");
    }
    if (steps < 1 || saveEvery < 1) {
      throw new UserError("--steps and --save-every take whole numbers from 1");
    }
    Outputs.check(summary, "--summary");
    return new DemoOptions(DemoScenario.of(scenario), trainer, seed, steps, saveEvery);
  }

  /** Watches the trainer from its first checkpoint to the last drift report. */
  private void follow(
      Endpoints endpoints,
      DemoOptions demo,
      DemoDirectory directory,
      String run,
      RunFeed feed,
      Vigil vigil)
      throws Exception {
    JavaChild child = plumbline.shutdown().add(TrainerProcess.train(directory, demo));
    story.header();
    terminal.status("fine-tuning starts");
    DemoWatcher watcher = new DemoWatcher(terminal, story, feed.book(), run, directory);
    feed.book().onRecord(watcher::onRecord);
    KafkaConnection connection =
        new KafkaConnection(endpoints.brokers(), endpoints.registry(), TopicNames.live());
    WatchOptions watched =
        WatchOptions.builder(connection, directory.base(), directory.checkpoints())
            .feedback(directory.feedbackFiles())
            .lexicon(directory.lexicon())
            .corpus(List.of(directory.corpus()))
            .run(run)
            .build();
    Watch watch = plumbline.shutdown().add(Watch.start(watched, watcher));
    vigil.during(() -> awaitTrainer(child, directory));
    stopwatch.lap("training");
    terminal.status("fine-tuning has ended; the rest is analysed");
    vigil.during(watch::finish);
    vigil.untilReported(run);
    terminal.status("");
    stopwatch.lap("analysis after training");
  }

  private static void awaitTrainer(JavaChild child, DemoDirectory directory)
      throws InterruptedException {
    int code = child.waitFor();
    if (code != 0) {
      throw new IllegalStateException(
          "the trainer failed with code " + code + "; its log is " + directory.trainerLog());
    }
  }

  private ReplayRow replay(Session session, String run) throws Exception {
    terminal.status("replaying at parallelism " + REPLAY_PARALLELISM);
    ReplayOptions replay =
        new ReplayOptions(run, run + "-replay", REPLAY_PARALLELISM, Map.of(), false);
    ReplayResult result =
        new Replay(session.endpoints(), replay, session.data().root()).run(Progress.silent());
    terminal.status("");
    story.replayed(REPLAY_PARALLELISM, result.identical());
    Map<String, String> digests = new TreeMap<>();
    result.original().derived().forEach((topic, held) -> digests.put(topic, held.digest()));
    return new ReplayRow(result.identical(), digests);
  }

  private static DemoDirectory freshDirectory(Path training, String run) throws IOException {
    Path root = training.resolve(run);
    for (int count = 2; Files.exists(root); count++) {
      root = training.resolve(run + "." + count);
    }
    return new DemoDirectory(root);
  }
}
