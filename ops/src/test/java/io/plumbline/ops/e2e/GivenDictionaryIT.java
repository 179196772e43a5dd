package io.plumbline.ops.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.plumbline.extractor.coordinator.GivenDictionary;
import io.plumbline.extractor.watch.Watch;
import io.plumbline.extractor.watch.WatchListener;
import io.plumbline.extractor.watch.WatchOptions;
import io.plumbline.ops.pipeline.Analysis;
import io.plumbline.ops.replay.Replay;
import io.plumbline.ops.replay.ReplayOptions;
import io.plumbline.ops.replay.ReplayResult;
import io.plumbline.ops.replay.RunRecords;
import io.plumbline.ops.stack.Endpoints;
import io.plumbline.ops.stack.LocalStack;
import io.plumbline.ops.stack.Progress;
import io.plumbline.ops.stack.StackOptions;
import io.plumbline.ops.stack.TestHome;
import io.plumbline.schemas.UserError;
import io.plumbline.schemas.record.DictionaryVersion;
import io.plumbline.schemas.record.FeatureBatch;
import io.plumbline.schemas.topic.TopicNames;
import io.plumbline.schemas.topic.Topics;
import io.plumbline.sinks.feed.RunFeed;
import io.plumbline.streamjobs.dictionary.Dictionary;
import io.plumbline.streamjobs.dictionary.DictionaryCodec;
import io.plumbline.streamjobs.dictionary.JumpRelu;
import io.plumbline.streamjobs.dictionary.Normalization;
import io.plumbline.streamjobs.linalg.FloatMatrix;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A run with a given dictionary at one hook and a trained one at another, replayed from topics. */
@Timeout(600)
class GivenDictionaryIT {
  private static final Duration CHECKPOINT_INTERVAL = Duration.ofSeconds(1);
  private static final String GIVEN = "blocks.0.hook_mlp_out";
  private static final String TRAINED = "blocks.2.hook_mlp_out";
  private static final int WIDTH = 64;

  /** Its weights take more than one chunk. */
  private static final int FEATURES = 1_100;

  @TempDir Path directory;

  @Test
  void encodesWithItAndReplaysToTheSameBytes() throws Exception {
    TinyRun run = TinyRun.train(directory.resolve("training"));
    Path data = directory.resolve("data");
    Dictionary dictionary = dictionary();
    try (LocalStack stack =
        LocalStack.start(
            StackOptions.of(TestHome.path(), data, "test"), Progress.silent(), failure -> {})) {
      Endpoints endpoints = stack.endpoints();
      watch(run, dictionary, stack);
      RunRecords records = new RunRecords(endpoints, TinyRun.NAME);
      Set<String> encodedWith = new TreeSet<>();
      records.read(
          TopicNames.live(),
          Topics.FEATURES,
          (key, record) -> {
            FeatureBatch batch = (FeatureBatch) record;
            if (batch.getHook().equals(GIVEN)) {
              encodedWith.add(batch.getDictionary());
            }
          });
      assertThat(encodedWith).containsExactly(dictionary.digest());
      Set<String> published = new TreeSet<>();
      records.read(
          TopicNames.live(),
          Topics.DICTIONARIES,
          (key, record) -> {
            DictionaryVersion version = (DictionaryVersion) record;
            boolean ofAttribution = version.getHook().contains(":");
            if (version.getFrozen() && !ofAttribution) {
              published.add(version.getHook() + " " + version.getKind());
            }
          });
      assertThat(published).containsExactly(GIVEN + " jumprelu", TRAINED + " tied-relu");

      ReplayOptions options = new ReplayOptions(TinyRun.NAME, "p2", 2, Map.of(), false);
      ReplayResult result = new Replay(endpoints, options, data).run(Progress.silent());
      for (String topic : result.original().derived().keySet()) {
        assertThat(result.identical(topic)).as(topic).isTrue();
      }
      assertThat(result.original().derived().get(Topics.DICTIONARIES.name()).records())
          .isGreaterThan(2);

      ReplayOptions refreshing =
          new ReplayOptions(TinyRun.NAME, "r", 1, Map.of("dictionary.refresh", "64"), false);
      assertThatThrownBy(() -> new Replay(endpoints, refreshing, data).run(Progress.silent()))
          .isInstanceOf(UserError.class)
          .hasMessageContaining("was given dictionaries");
    }
  }

  private static void watch(TinyRun run, Dictionary dictionary, LocalStack stack) throws Exception {
    Endpoints endpoints = stack.endpoints();
    GivenDictionary given =
        new GivenDictionary(
            GIVEN,
            dictionary.kind(),
            WIDTH,
            FEATURES,
            dictionary.digest(),
            DictionaryCodec.toBytes(dictionary));
    WatchOptions options =
        run.watch(
            endpoints,
            Map.of(
                "capture.hooks", GIVEN + "," + TRAINED,
                "dictionary.given", GIVEN + "=" + dictionary.digest()),
            List.of(given));
    try (Analysis analysis =
            Analysis.start(endpoints, stack.data(), CHECKPOINT_INTERVAL, Progress.silent());
        RunFeed feed = RunFeed.start(endpoints.brokers(), endpoints.registry(), TopicNames.live());
        Watch watch = Watch.start(options, new WatchListener() {})) {
      watch.finish();
      while (feed.book().run(TinyRun.NAME).map(view -> view.reports().size()).orElse(0)
          < TinyRun.CHECKPOINTS) {
        Thread.sleep(200);
      }
      assertThat(analysis).isNotNull();
    }
  }

  private static Dictionary dictionary() {
    Random random = new Random(5);
    FloatMatrix encoder = FloatMatrix.zeros(FEATURES, WIDTH);
    FloatMatrix decoder = FloatMatrix.zeros(FEATURES, WIDTH);
    for (int i = 0; i < encoder.values().length; i++) {
      encoder.values()[i] = (float) random.nextGaussian() / 8;
      decoder.values()[i] = (float) random.nextGaussian() / 8;
    }
    return new Dictionary(
        new JumpRelu(new float[FEATURES]),
        Normalization.NONE,
        true,
        encoder,
        decoder,
        new float[FEATURES],
        new float[WIDTH]);
  }
}
