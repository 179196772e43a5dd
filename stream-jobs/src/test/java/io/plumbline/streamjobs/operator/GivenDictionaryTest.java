package io.plumbline.streamjobs.operator;

import static org.assertj.core.api.Assertions.assertThat;

import io.plumbline.schemas.record.ActivationBatch;
import io.plumbline.schemas.record.DictionaryVersion;
import io.plumbline.schemas.record.FeatureBatch;
import io.plumbline.schemas.record.FeedbackDataset;
import io.plumbline.schemas.record.RowRole;
import io.plumbline.schemas.record.RunSpec;
import io.plumbline.schemas.settings.Settings;
import io.plumbline.streamjobs.dictionary.Dictionary;
import io.plumbline.streamjobs.dictionary.DictionaryCodec;
import io.plumbline.streamjobs.dictionary.TrainingProgress;
import io.plumbline.streamjobs.dictionary.layout.DictionaryDirectory;
import io.plumbline.streamjobs.source.Rejected;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A run that is given a dictionary encodes with it and trains none. */
class GivenDictionaryTest {
  private static final String HOOK = "blocks.1.hook_mlp_out";
  private static final Activations DATA = new Activations("run", List.of(HOOK), 12, 9);
  private static final List<ActivationBatch> BATCHES = DATA.all(3, 2, 5);

  private static Dictionary given;
  private static RunSpec spec;

  @BeforeAll
  static void readDictionary() throws Exception {
    Path directory = Path.of(GivenDictionaryTest.class.getResource("/dictionaries/gated").toURI());
    given = DictionaryDirectory.read(directory).dictionary();
    spec = spec(HOOK + "=" + given.digest());
  }

  private static RunSpec spec(String setting) {
    return Runs.spec(
        "run", new FeedbackDataset("f", "0", 1), Map.of(Settings.DICTIONARY_GIVEN, setting));
  }

  /** The weights in three chunks. */
  private static List<DictionaryVersion> chunks(byte[] weights) {
    DictionaryVersion whole =
        new DictionaryPublisher("run", HOOK, 1).frozen(0, given, TrainingProgress.NONE).get(0);
    List<byte[]> parts = DictionaryCodec.split(weights, weights.length / 3 + 1);
    List<DictionaryVersion> chunks = new ArrayList<>();
    for (int i = 0; i < parts.size(); i++) {
      chunks.add(
          DictionaryVersion.newBuilder(whole)
              .setChunk(i)
              .setChunks(parts.size())
              .setPayload(ByteBuffer.wrap(parts.get(i)))
              .build());
    }
    return chunks;
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6})
  void encodesWithItInAnyOrderOfArrivalWithDuplicatesAndCrashes(long seed) throws Exception {
    Random random = new Random(seed);
    List<Object> input = new ArrayList<>(BATCHES);
    input.addAll(chunks(DictionaryCodec.toBytes(given)));
    input.add(input.get(random.nextInt(BATCHES.size())));
    input.add(input.get(BATCHES.size() + random.nextInt(3)));
    Collections.shuffle(input, random);
    input.add(random.nextInt(input.size()), spec);
    try (SaeHarness harness = new SaeHarness()) {
      for (int i = 0; i < input.size(); i++) {
        if (input.get(i) instanceof ActivationBatch batch) {
          harness.add(batch);
        } else if (input.get(i) instanceof DictionaryVersion chunk) {
          harness.give(chunk);
        } else {
          harness.specify(spec);
        }
        if (i % 11 == 10) {
          harness.restart();
        }
      }
      assertThat(harness.features)
          .hasSize(3 * 2 * 5)
          .extracting(FeatureBatch::getDictionary)
          .containsOnly(given.digest());
      assertThat(harness.featuresDigest("run")).isEqualTo(expected());
      assertThat(harness.dictionaries)
          .singleElement()
          .satisfies(
              published -> {
                assertThat(published.getDigest()).isEqualTo(given.digest());
                assertThat(published.getKind()).isEqualTo("gated");
                assertThat(published.getTokensSeen()).isZero();
                assertThat(published.getFvu()).isNaN();
              });
      assertThat(harness.rejected).isEmpty();
      assertThat(harness.rejectedWeights).isEmpty();
    }
  }

  private static String expected() throws Exception {
    try (SaeHarness harness = new SaeHarness()) {
      harness.specify(spec);
      for (DictionaryVersion chunk : chunks(DictionaryCodec.toBytes(given))) {
        harness.give(chunk);
      }
      for (ActivationBatch batch : BATCHES) {
        harness.add(batch);
      }
      return harness.featuresDigest("run");
    }
  }

  @Test
  void weightsThatAreNotTheOnesOfTheirDigestFailTheRunsBatchesWithTheReason() throws Exception {
    byte[] damaged = DictionaryCodec.toBytes(given);
    damaged[100] ^= 1;
    byte[] shorter = new byte[20];
    for (byte[] weights : List.of(damaged, shorter)) {
      try (SaeHarness harness = new SaeHarness()) {
        harness.specify(spec);
        harness.add(DATA.batch(HOOK, RowRole.TARGET, DATA.position(0, 0, 1, 0, true)));
        for (DictionaryVersion chunk : chunks(weights)) {
          harness.give(chunk);
        }
        assertThat(harness.features).hasSize(1);
        assertThat(harness.features.get(0).getPosition().getFailure())
            .contains("the weights given for " + HOOK + " are not those of the run");
        assertThat(harness.rejectedWeights).hasSize(chunks(weights).size());
        assertThat(harness.dictionaries).isEmpty();
      }
    }
  }

  @Test
  void weightsThatTheRunDoesNotWantAreRefusedAndItTrains() throws Exception {
    RunSpec training = spec("");
    try (SaeHarness harness = new SaeHarness()) {
      harness.give(chunks(DictionaryCodec.toBytes(given)).get(0));
      harness.specify(training);
      assertThat(harness.rejectedWeights)
          .singleElement()
          .extracting(Rejected::reason)
          .isEqualTo("the run trains the dictionary of " + HOOK);
      for (ActivationBatch batch : BATCHES) {
        harness.add(batch);
      }
      assertThat(harness.features).hasSize(3 * 2 * 5);
      assertThat(harness.features.get(0).getDictionary()).isNotEqualTo(given.digest());
    }
  }

  @Test
  void weightsOfARunThatNobodySpecifiesAreRefused() throws Exception {
    try (SaeHarness harness = new SaeHarness()) {
      harness.give(chunks(DictionaryCodec.toBytes(given)).get(0));
      harness.passTime(SaeHarness.PATIENCE);
      assertThat(harness.rejectedWeights)
          .singleElement()
          .extracting(Rejected::reason)
          .isEqualTo("nobody has specified a run run");
    }
  }
}
