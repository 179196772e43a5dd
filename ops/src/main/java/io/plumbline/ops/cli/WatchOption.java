package io.plumbline.ops.cli;

import io.plumbline.extractor.coordinator.RunInputs;
import io.plumbline.extractor.feedback.Dataset;
import io.plumbline.extractor.kafka.KafkaConnection;
import io.plumbline.extractor.watch.WatchOptions;
import io.plumbline.ops.stack.Endpoints;
import io.plumbline.schemas.UserError;
import io.plumbline.schemas.settings.RunSettings;
import io.plumbline.schemas.topic.TopicNames;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Options that say what is watched. */
final class WatchOption {
  @Option(
      names = "--base",
      paramLabel = "DIR",
      required = true,
      description = "The model that fine-tuning started from, in Hugging Face layout.")
  private Path base;

  @Option(
      names = "--checkpoints",
      paramLabel = "DIR",
      required = true,
      description =
          "The directory that the trainer writes checkpoints into: checkpoint-N/ (Hugging Face, TRL),"
              + " global_step_N/ (verl) or global_stepN_hf/ (OpenRLHF).")
  private Path checkpoints;

  @Option(
      names = "--feedback",
      paramLabel = "FILE",
      required = true,
      arity = "1..*",
      description =
          "The feedback that was meant: triples, pairs, scored texts, groups or lexicon contexts; "
              + "JSON lines or Parquet.")
  private List<Path> feedback;

  @Mixin private FeedbackFilesOption feedbackOptions;

  @Option(
      names = "--skip-bad-rows",
      description =
          "Leave out rows of feedback and corpus that cannot be used, each with a dead letter that "
              + "says why. Default: refuse their file.")
  private boolean skipBadRows;

  @Option(
      names = "--corpus",
      paramLabel = "FILE",
      arity = "1..*",
      description =
          "Texts to train the dictionary on, JSON lines or Parquet. Default: those of the feedback.")
  private List<Path> corpus = List.of();

  @Mixin private DictionaryOption dictionaries;

  @Option(
      names = "--run",
      paramLabel = "NAME",
      description = "Name of the run. Default: the name of the checkpoints' directory.")
  private String run;

  @Option(
      names = "--set",
      paramLabel = "NAME=VALUE",
      description = "A setting of the run, such as capture.most-moved=3. May be given often.")
  private Map<String, String> settings = new TreeMap<>();

  @Option(
      names = "--device",
      paramLabel = "auto|cpu|cuda:N",
      defaultValue = "auto",
      description = "Where the model runs. Default: ${DEFAULT-VALUE}.")
  private String device;

  @Option(
      names = "--no-worker",
      description = "Leave the reading of checkpoints to 'plumbline worker' processes.")
  private boolean noWorker;

  /**
   * Reads everything that is given, before anything is started.
   *
   * @return number of rows of feedback and corpus that are left out
   * @throws UserError if something of it cannot be used
   */
  int check() {
    if (!Files.isDirectory(checkpoints)) {
      throw new UserError(
          "--checkpoints %s is not a directory; give the one that the trainer writes checkpoints to"
              .formatted(checkpoints));
    }
    Dataset stated =
        Dataset.readFeedback(
            feedback, feedbackOptions.with(Optional.of(base)).skippingBadRows(skipBadRows));
    Optional<Dataset> texts =
        corpus.isEmpty() ? Optional.empty() : Optional.of(Dataset.readCorpus(corpus, skipBadRows));
    return RunInputs.read(base, stated, texts, runSettings())
        .withDictionaries(dictionaries.given())
        .leftOut()
        .size();
  }

  /** What the user ought to know of the dictionaries that the run is given. */
  List<String> remarks() {
    return dictionaries.remarks();
  }

  /** For the extractor. */
  WatchOptions on(Endpoints endpoints) {
    KafkaConnection connection =
        new KafkaConnection(endpoints.brokers(), endpoints.registry(), TopicNames.live());
    return WatchOptions.builder(connection, base, checkpoints)
        .feedback(feedback)
        .lexicon(feedbackOptions.lexicon())
        .rewardColumn(feedbackOptions.rewardColumn())
        .skipBadRows(skipBadRows)
        .corpus(corpus)
        .dictionaries(dictionaries.given())
        .run(run)
        .settings(runSettings())
        .device(device)
        .withWorker(!noWorker)
        .build();
  }

  Path checkpoints() {
    return checkpoints;
  }

  private RunSettings runSettings() {
    RunSettings all = RunSettings.defaults();
    for (Map.Entry<String, String> setting : settings.entrySet()) {
      all = all.with(setting.getKey(), setting.getValue());
    }
    return dictionaries.in(all);
  }
}
