package io.plumbline.ops.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.plumbline.extractor.coordinator.GivenDictionary;
import io.plumbline.extractor.kafka.KafkaConnection;
import io.plumbline.extractor.watch.WatchOptions;
import io.plumbline.ops.demo.DemoDirectory;
import io.plumbline.ops.demo.DemoOptions;
import io.plumbline.ops.demo.DemoScenario;
import io.plumbline.ops.demo.TrainerProcess;
import io.plumbline.ops.process.JavaChild;
import io.plumbline.ops.stack.Endpoints;
import io.plumbline.schemas.settings.RunSettings;
import io.plumbline.schemas.topic.TopicNames;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * A real fine-tuning run of two steps with a checkpoint after each, and a little of its feedback.
 *
 * @param directory its files
 */
record TinyRun(DemoDirectory directory) {
  static final String NAME = "tiny";
  static final int CHECKPOINTS = 3;

  /** Small shards and batches, so that there are many. */
  static final Map<String, String> SETTINGS =
      Map.of(
          "capture.shard-items", "16",
          "capture.batch-rows", "16",
          "dictionary.buffer", "256",
          "dictionary.batch", "64",
          "probe.bootstrap", "20");

  private static final int TRIPLES = 60;
  private static final int CONTEXTS = 12;
  private static final int TEXTS = 60;

  /** Trains it. */
  static TinyRun train(Path root) throws Exception {
    TinyRun run = prepare(root);
    DemoDirectory directory = run.directory();
    DemoOptions options = new DemoOptions(DemoScenario.CLEAN, "ppo", 1, CHECKPOINTS - 1, 1);
    try (JavaChild trainer = TrainerProcess.train(directory, options)) {
      assertThat(trainer.waitFor()).isZero();
    }
    return run;
  }

  /** Base model and feedback, without any checkpoint. */
  static TinyRun prepare(Path root) throws Exception {
    DemoDirectory directory = new DemoDirectory(root);
    TrainerProcess.prepare(directory, 1);
    shorten(directory.feedback().resolve("triples.jsonl"), TRIPLES);
    shorten(directory.feedback().resolve("contexts.jsonl"), CONTEXTS);
    shorten(directory.corpus(), TEXTS);
    return new TinyRun(directory);
  }

  /** Watches it with {@link #SETTINGS}. */
  WatchOptions watch(Endpoints endpoints) {
    return watch(endpoints, Map.of(), List.of());
  }

  /** As {@link #watch(Endpoints)}, with some settings changed and dictionaries given. */
  WatchOptions watch(
      Endpoints endpoints, Map<String, String> changed, List<GivenDictionary> dictionaries) {
    RunSettings settings = RunSettings.defaults();
    for (Map<String, String> changes : List.of(SETTINGS, changed)) {
      for (Map.Entry<String, String> change : changes.entrySet()) {
        settings = settings.with(change.getKey(), change.getValue());
      }
    }
    KafkaConnection connection =
        new KafkaConnection(endpoints.brokers(), endpoints.registry(), TopicNames.live());
    return WatchOptions.builder(connection, directory.base(), directory.checkpoints())
        .feedback(directory.feedbackFiles())
        .lexicon(directory.lexicon())
        .corpus(List.of(directory.corpus()))
        .dictionaries(dictionaries)
        .run(NAME)
        .settings(settings)
        .build();
  }

  /** The same for the command line, but for the settings. */
  List<String> watchOptions() {
    return List.of(
        "--base",
        directory.base().toString(),
        "--checkpoints",
        directory.checkpoints().toString(),
        "--feedback",
        directory.feedbackFiles().get(0).toString(),
        directory.feedbackFiles().get(1).toString(),
        "--lexicon",
        directory.lexicon().toString(),
        "--corpus",
        directory.corpus().toString(),
        "--run",
        NAME);
  }

  private static void shorten(Path file, int lines) throws IOException {
    List<String> all = Files.readAllLines(file);
    Files.write(file, all.subList(0, Math.min(lines, all.size())));
  }
}
