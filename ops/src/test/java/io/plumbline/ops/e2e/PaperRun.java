package io.plumbline.ops.e2e;

import io.plumbline.extractor.coordinator.GivenDictionary;
import io.plumbline.extractor.coordinator.RunInputs;
import io.plumbline.extractor.feedback.Dataset;
import io.plumbline.extractor.feedback.FeedbackOptions;
import io.plumbline.extractor.kafka.KafkaConnection;
import io.plumbline.extractor.kafka.Publisher;
import io.plumbline.extractor.watch.WatchOptions;
import io.plumbline.ops.stack.Endpoints;
import io.plumbline.ops.trainer.ShippedBase;
import io.plumbline.schemas.record.DictionaryVersion;
import io.plumbline.schemas.record.FeedbackItem;
import io.plumbline.schemas.record.RunSpec;
import io.plumbline.schemas.settings.RunSettings;
import io.plumbline.schemas.topic.Keys;
import io.plumbline.schemas.topic.TopicNames;
import io.plumbline.schemas.topic.Topics;
import io.plumbline.streamjobs.dictionary.Dictionary;
import io.plumbline.streamjobs.dictionary.DictionaryCodec;
import io.plumbline.streamjobs.dictionary.layout.DictionaryDirectory;
import io.plumbline.streamjobs.dictionary.layout.StoredDictionary;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The run that {@code paper_run.py} wrote: both tasks of the paper on checkpoints of the demo's
 * base.
 *
 * @param base directory of the base model
 * @param files what the script wrote
 * @param dictionaries those of its directory, by hook
 */
record PaperRun(Path base, Path files, List<GivenDictionary> dictionaries) {
  static final String NAME = "paper";
  private static final long BEFORE_ITS_CHECKPOINTS = 0;

  /** Unpacks the base model and reads the dictionaries. */
  static PaperRun of(Path base) throws IOException, URISyntaxException {
    ShippedBase.unpack(base);
    Path files = Path.of(PaperRun.class.getResource("/paper").toURI());
    try (Stream<Path> directories = Files.list(files.resolve("dictionaries"))) {
      return new PaperRun(base, files, directories.sorted().map(PaperRun::given).toList());
    }
  }

  private static GivenDictionary given(Path directory) {
    StoredDictionary stored = DictionaryDirectory.read(directory);
    Dictionary dictionary = stored.dictionary();
    return new GivenDictionary(
        stored.hook().orElseThrow(),
        dictionary.kind(),
        dictionary.width(),
        dictionary.features(),
        dictionary.digest(),
        DictionaryCodec.toBytes(dictionary));
  }

  /**
   * Opens the run under a digest of the past, as one that another version started: folds, resamples
   * and reassigned labels are then those of the references, whatever settings there are by now.
   */
  void open(Endpoints endpoints, String digest, int resamples) {
    Dataset feedback =
        Dataset.readFeedback(
            feedbackFiles(),
            FeedbackOptions.read(Optional.empty(), Optional.empty(), Optional.of(base)));
    RunInputs inputs =
        RunInputs.read(base, feedback, Optional.empty(), settings(resamples))
            .withDictionaries(dictionaries);
    RunSpec spec =
        RunSpec.newBuilder()
            .setRun(NAME)
            .setDigest(digest)
            .setTime(BEFORE_ITS_CHECKPOINTS)
            .setCodeVersion("paper")
            .setBaseModel("base")
            .setBaseDigest(inputs.baseDigest())
            .setFeedback(feedback.record())
            .setCorpus(null)
            .setSettings(inputs.settings().toRecords())
            .build();
    try (Publisher publisher = new Publisher(connection(endpoints), "paper-opening")) {
      publisher.begin();
      for (FeedbackItem item : feedback.items()) {
        publisher.send(
            Topics.FEEDBACK,
            Keys.of(item.getDataset(), item.getItem()),
            BEFORE_ITS_CHECKPOINTS,
            item);
      }
      for (GivenDictionary dictionary : dictionaries) {
        publisher.send(
            Topics.GIVEN_DICTIONARIES,
            Keys.of(NAME, dictionary.hook(), 0),
            BEFORE_ITS_CHECKPOINTS,
            weights(dictionary));
      }
      publisher.send(Topics.RUNS, NAME, BEFORE_ITS_CHECKPOINTS, spec);
      publisher.commit();
    }
  }

  private static DictionaryVersion weights(GivenDictionary dictionary) {
    return DictionaryVersion.newBuilder()
        .setRun(NAME)
        .setHook(dictionary.hook())
        .setVersion(0)
        .setTime(BEFORE_ITS_CHECKPOINTS)
        .setKind(dictionary.kind())
        .setWidth(dictionary.width())
        .setFeatures(dictionary.features())
        .setFrozen(true)
        .setTokensSeen(0)
        .setFvu(Double.NaN)
        .setL0(Double.NaN)
        .setDead(0)
        .setDigest(dictionary.digest())
        .setChunk(0)
        .setChunks(1)
        .setPayload(ByteBuffer.wrap(dictionary.weights()))
        .build();
  }

  /** Goes on with the run that was opened. */
  WatchOptions watch(Endpoints endpoints, int resamples) {
    return WatchOptions.builder(connection(endpoints), base, files.resolve("checkpoints"))
        .feedback(feedbackFiles())
        .dictionaries(dictionaries)
        .run(NAME)
        .settings(settings(resamples))
        .build();
  }

  private RunSettings settings(int resamples) {
    Map<String, String> digests =
        dictionaries.stream()
            .collect(Collectors.toMap(GivenDictionary::hook, GivenDictionary::digest));
    return RunSettings.defaults()
        .with("capture.hooks", digests.keySet().stream().sorted().collect(Collectors.joining(",")))
        .with(
            "dictionary.given",
            digests.entrySet().stream()
                .sorted(Map.Entry.comparingByKey())
                .map(given -> given.getKey() + "=" + given.getValue())
                .collect(Collectors.joining(",")))
        .with("capture.shard-items", "40")
        .with("probe.bootstrap", Integer.toString(resamples));
  }

  private List<Path> feedbackFiles() {
    return List.of(files.resolve("triples.jsonl"), files.resolve("pairs.jsonl"));
  }

  private static KafkaConnection connection(Endpoints endpoints) {
    return new KafkaConnection(endpoints.brokers(), endpoints.registry(), TopicNames.live());
  }
}
