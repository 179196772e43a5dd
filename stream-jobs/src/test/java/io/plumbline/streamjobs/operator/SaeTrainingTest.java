package io.plumbline.streamjobs.operator;

import static org.assertj.core.api.Assertions.assertThat;

import io.plumbline.schemas.record.ActivationBatch;
import io.plumbline.schemas.record.BatchPosition;
import io.plumbline.schemas.record.DictionaryVersion;
import io.plumbline.schemas.record.FeatureBatch;
import io.plumbline.schemas.record.FeedbackDataset;
import io.plumbline.schemas.record.RowRole;
import io.plumbline.schemas.record.RunSpec;
import io.plumbline.schemas.settings.Setting;
import io.plumbline.schemas.settings.Settings;
import io.plumbline.schemas.tensor.TensorPayload;
import io.plumbline.streamjobs.source.Rejected;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What a dictionary is trained on in the job, and when its training ends. */
class SaeTrainingTest {
  private static final String HOOK = "blocks.1.hook_mlp_out";
  private static final Activations DATA =
      new Activations("run", List.of("blocks.0.hook_mlp_out", HOOK), 12, 9);
  private static final Map<Setting<?>, String> SMALL =
      Map.of(Settings.DICTIONARY_BATCH, "8", Settings.DICTIONARY_BUFFER, "32");
  private static final RunSpec SPEC = Runs.spec("run", new FeedbackDataset("f", "0", 1), SMALL);

  /** Rows of 50 steps, after which training looks whether FVU still falls. */
  private static final int STRETCH_ROWS = 50 * 8;

  @Test
  void trainsWithoutShardsThatCouldNotBeExtractedAndSaysSo() throws Exception {
    try (SaeHarness harness = new SaeHarness()) {
      harness.specify(SPEC);
      harness.add(DATA.failed(HOOK, RowRole.CORPUS, DATA.position(0, 1, 4, 0, true), "later"));
      harness.restart();
      harness.add(DATA.failed(HOOK, RowRole.CORPUS, DATA.position(0, 0, 4, 0, true), "lost"));
      for (int shard = 2; shard < 4; shard++) {
        harness.add(DATA.batch(HOOK, RowRole.CORPUS, DATA.position(0, shard, 4, 0, true)));
        harness.restart();
      }
      harness.add(DATA.batch(HOOK, RowRole.TARGET, DATA.position(0, 0, 1, 0, true)));
      assertThat(harness.rejected)
          .extracting(Rejected::reason)
          .containsExactly(
              "the dictionary is trained without it: lost",
              "the dictionary is trained without it: later");
      String note =
          "Trained without 2 of the 4 shards of its corpus, which could not be extracted: lost";
      assertThat(harness.dictionaries).extracting(DictionaryVersion::getNote).containsExactly(note);
      assertThat(harness.features).hasSize(1);
      assertThat(harness.features.get(0).getPosition().getFailure()).isNull();
      assertThat(harness.features.get(0).getNote()).isEqualTo(note);
    }
  }

  @Test
  void trainingEndsWhereTheSettingsSayAndTheRestOfTheCorpusIsLeft() throws Exception {
    RunSpec brief =
        Runs.spec(
            "run",
            new FeedbackDataset("f", "0", 1),
            Map.of(
                Settings.DICTIONARY_BATCH, "8",
                Settings.DICTIONARY_BUFFER, "16",
                Settings.DICTIONARY_TOKENS, "64"));
    try (SaeHarness harness = new SaeHarness()) {
      harness.specify(brief);
      harness.add(DATA.batch(HOOK, RowRole.TARGET, DATA.position(0, 0, 1, 0, true)));
      for (int index = 0; index < 7; index++) {
        harness.add(DATA.batch(HOOK, RowRole.CORPUS, DATA.position(0, 0, 2, index, false)));
      }
      assertThat(harness.features).hasSize(1);
      assertThat(harness.dictionaries).hasSize(1);
      assertThat(harness.dictionaries.get(0).getFrozen()).isTrue();
      assertThat(harness.dictionaries.get(0).getTokensSeen()).isEqualTo(64);
      harness.restart();
      harness.add(DATA.batch(HOOK, RowRole.CORPUS, DATA.position(0, 0, 2, 7, true)));
      harness.add(DATA.batch(HOOK, RowRole.CORPUS, DATA.position(0, 1, 2, 0, true)));
      assertThat(harness.dictionaries).hasSize(1);
      assertThat(harness.rejected).isEmpty();
    }
  }

  @Test
  void trainsWithoutRowsThatAreFarLongerThanMostAndSaysSo() throws Exception {
    List<Double> fvu = new ArrayList<>();
    for (String longest : List.of("10", "0")) {
      try (SaeHarness harness = new SaeHarness()) {
        harness.specify(
            Runs.spec(
                "run",
                new FeedbackDataset("f", "0", 1),
                Map.of(
                    Settings.DICTIONARY_BATCH, "8",
                    Settings.DICTIONARY_BUFFER, "64",
                    Settings.DICTIONARY_LONGEST, longest)));
        for (int index = 0; index < 60; index++) {
          BatchPosition position = DATA.position(0, 0, 1, index, index == 59);
          ActivationBatch batch = DATA.batch(HOOK, RowRole.CORPUS, position);
          harness.add(index % 20 == 7 ? withALongRow(batch) : batch);
          if (index == 10) {
            harness.restart();
          }
        }
        harness.add(DATA.batch(HOOK, RowRole.TARGET, DATA.position(0, 0, 1, 0, true)));
        String note =
            longest.equals("0")
                ? null
                : "Trained without 3 of 540 rows, which are far longer than most.";
        FeatureBatch encoded = harness.features.get(0);
        assertThat(encoded.getNote()).isEqualTo(note);
        assertThat(last(harness.dictionaries).getNote()).isEqualTo(note);
        fvu.add(encoded.getSquaredError() / encoded.getSquaredNorm());
      }
    }
    assertThat(fvu.get(0)).isLessThan(fvu.get(1));
  }

  /**
   * So long that training spoils the dictionary whatever its seed; at 300 it is a matter of that.
   */
  private static ActivationBatch withALongRow(ActivationBatch batch) {
    float[] values = TensorPayload.decode(batch.getPayload(), batch.getDtype(), 9 * 12);
    values[0] = 30_000;
    return DATA.batch(batch.getHook(), batch.getRole(), batch.getPosition(), values);
  }

  /** Rows of noise alone, in which there is soon nothing more to be learned. */
  @Test
  void trainingEndsOnAPlateauWhateverTheOrderOfArrival() throws Exception {
    int batches = 40;
    List<ActivationBatch> corpus = new ArrayList<>();
    for (int index = 0; index < batches; index++) {
      boolean last = index == batches - 1;
      corpus.add(DATA.batch(HOOK, RowRole.CORPUS, DATA.position(0, 0, 1, index, last)));
    }
    DictionaryVersion toTheEnd;
    try (SaeHarness harness = new SaeHarness()) {
      harness.specify(untilPlateau("0"));
      for (ActivationBatch batch : corpus) {
        assertThat(harness.dictionaries).noneMatch(DictionaryVersion::getFrozen);
        harness.add(batch);
      }
      toTheEnd = last(harness.dictionaries);
      assertThat(toTheEnd.getFrozen()).isTrue();
      assertThat(toTheEnd.getTokensSeen()).isGreaterThanOrEqualTo(20L * 9 * batches);
    }
    String dictionaries;
    String features;
    try (SaeHarness harness = new SaeHarness()) {
      harness.specify(untilPlateau("0.5"));
      harness.add(DATA.batch(HOOK, RowRole.TARGET, DATA.position(0, 0, 1, 0, true)));
      int needed = 0;
      while (harness.features.isEmpty()) {
        harness.add(corpus.get(needed++));
        harness.restart();
      }
      assertThat(needed).isBetween(10, batches - 1);
      DictionaryVersion frozen = last(harness.dictionaries);
      assertThat(frozen.getFrozen()).isTrue();
      assertThat(frozen.getTokensSeen()).isLessThan(toTheEnd.getTokensSeen()).isGreaterThan(0);
      assertThat(frozen.getTokensSeen() % STRETCH_ROWS).isZero();
      assertThat(frozen.getFvu()).isBetween(toTheEnd.getFvu(), 1.0);
      for (ActivationBatch batch : corpus.subList(needed, batches)) {
        harness.add(batch);
      }
      assertThat(harness.rejected).isEmpty();
      dictionaries = harness.dictionariesDigest("run");
      features = harness.featuresDigest("run");
    }
    Collections.reverse(corpus);
    try (SaeHarness harness = new SaeHarness()) {
      for (ActivationBatch batch : corpus) {
        harness.add(batch);
      }
      harness.add(DATA.batch(HOOK, RowRole.TARGET, DATA.position(0, 0, 1, 0, true)));
      harness.specify(untilPlateau("0.5"));
      assertThat(harness.dictionariesDigest("run")).isEqualTo(dictionaries);
      assertThat(harness.featuresDigest("run")).isEqualTo(features);
    }
  }

  private static RunSpec untilPlateau(String share) {
    return Runs.spec(
        "run",
        new FeedbackDataset("f", "0", 1),
        Map.of(
            Settings.DICTIONARY_BATCH, "8",
            Settings.DICTIONARY_BUFFER, "16",
            Settings.DICTIONARY_REUSE, "20",
            Settings.DICTIONARY_PLATEAU, share));
  }

  private static DictionaryVersion last(List<DictionaryVersion> versions) {
    return versions.get(versions.size() - 1);
  }
}
