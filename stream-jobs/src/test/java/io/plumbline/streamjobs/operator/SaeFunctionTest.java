package io.plumbline.streamjobs.operator;

import static org.assertj.core.api.Assertions.assertThat;

import io.plumbline.schemas.record.ActivationBatch;
import io.plumbline.schemas.record.BatchPosition;
import io.plumbline.schemas.record.DictionaryVersion;
import io.plumbline.schemas.record.Dtype;
import io.plumbline.schemas.record.FeatureBatch;
import io.plumbline.schemas.record.FeedbackDataset;
import io.plumbline.schemas.record.RowRole;
import io.plumbline.schemas.record.RunSpec;
import io.plumbline.schemas.settings.Setting;
import io.plumbline.schemas.settings.Settings;
import io.plumbline.schemas.tensor.TensorPayload;
import io.plumbline.streamjobs.dictionary.Dictionary;
import io.plumbline.streamjobs.dictionary.DictionaryCodec;
import io.plumbline.streamjobs.linalg.CsrMatrix;
import io.plumbline.streamjobs.linalg.FloatMatrix;
import io.plumbline.streamjobs.linalg.TorchMatrixProduct;
import io.plumbline.streamjobs.source.Rejected;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class SaeFunctionTest {
  private static final String HOOK = "blocks.1.hook_mlp_out";
  private static final Activations DATA =
      new Activations("run", List.of("blocks.0.hook_mlp_out", HOOK), 12, 9);
  private static final Map<Setting<?>, String> SMALL =
      Map.of(Settings.DICTIONARY_BATCH, "8", Settings.DICTIONARY_BUFFER, "32");
  private static final RunSpec SPEC = Runs.spec("run", new FeedbackDataset("f", "0", 1), SMALL);

  private static final List<ActivationBatch> BATCHES = DATA.all(3, 2, 20);

  @Test
  void encodesEveryTargetBatchWithTheDictionaryItPublished() throws Exception {
    try (SaeHarness harness = new SaeHarness()) {
      harness.specify(SPEC);
      for (ActivationBatch batch : BATCHES) {
        harness.add(batch);
      }
      assertThat(harness.features).hasSize(2 * 3 * 2 * 20);
      assertThat(harness.rejected).isEmpty();
      List<DictionaryVersion> published =
          harness.dictionaries.stream().filter(d -> d.getHook().equals(HOOK)).toList();
      assertThat(published).extracting(DictionaryVersion::getVersion).containsExactly(0, 1);
      assertThat(published).extracting(DictionaryVersion::getFrozen).containsExactly(false, true);
      DictionaryVersion frozen = published.get(1);
      Dictionary dictionary = DictionaryCodec.fromBytes(bytes(frozen.getPayload()));
      assertThat(frozen.getDigest()).isEqualTo(dictionary.digest());
      assertThat(frozen.getTokensSeen()).isGreaterThan(2 * 20 * 9);

      ActivationBatch target = DATA.batch(HOOK, RowRole.TARGET, DATA.position(2, 1, 2, 3, false));
      FeatureBatch encoded =
          harness.features.stream()
              .filter(f -> f.getHook().equals(HOOK))
              .filter(f -> f.getPosition().equals(target.getPosition()))
              .findFirst()
              .orElseThrow();
      CsrMatrix expected =
          dictionary.encode(
              new FloatMatrix(
                  9, 12, TensorPayload.decode(target.getPayload(), target.getDtype(), 9 * 12)),
              new TorchMatrixProduct());
      assertThat(encoded.getDictionary()).isEqualTo(dictionary.digest());
      assertThat(encoded.getActive()).isEqualTo(expected.values().length);
      assertThat(encoded.getItems()).isEqualTo(target.getItems());
      assertThat(encoded.getCandidates()).isEqualTo(target.getCandidates());
      assertThat(encoded.getColumns()).isEqualTo(boxed(expected.columnIndices()));
      assertThat(encoded.getRowPointers()).isEqualTo(boxed(expected.rowPointers()));
      assertThat(
              TensorPayload.decode(
                  encoded.getValues(), target.getDtype(), expected.values().length))
          .containsExactly(expected.values());
    }
  }

  @ParameterizedTest
  @EnumSource(
      value = Dtype.class,
      names = {"F16", "BF16"})
  void readsEveryPrecisionOfThePayload(Dtype dtype) throws Exception {
    List<String> digests = new ArrayList<>();
    for (Dtype published : List.of(dtype, Dtype.F32)) {
      try (SaeHarness harness = new SaeHarness()) {
        harness.specify(SPEC);
        for (ActivationBatch batch : BATCHES) {
          harness.add(Activations.in(published, Activations.in(dtype, batch)));
        }
        assertThat(harness.rejected).isEmpty();
        digests.add(harness.featuresDigest("run") + harness.dictionariesDigest("run"));
      }
    }
    assertThat(digests.get(0)).isEqualTo(digests.get(1));
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6})
  void givesTheSameBytesForAnyOrderOfArrivalWithDuplicatesAndCrashes(long seed) throws Exception {
    String features;
    String dictionaries;
    try (SaeHarness inOrder = new SaeHarness()) {
      inOrder.specify(SPEC);
      for (ActivationBatch batch : BATCHES) {
        inOrder.add(batch);
      }
      features = inOrder.featuresDigest("run");
      dictionaries = inOrder.dictionariesDigest("run");
    }
    Random random = new Random(seed);
    List<ActivationBatch> shuffled = new ArrayList<>(BATCHES);
    shuffled.addAll(new Activations("other", DATA.hooks(), 12, 9).all(1, 2, 20));
    for (int i = 0; i < 40; i++) {
      shuffled.add(BATCHES.get(random.nextInt(BATCHES.size())));
    }
    Collections.shuffle(shuffled, random);
    int specified = random.nextInt(shuffled.size());
    try (SaeHarness harness = new SaeHarness()) {
      for (int i = 0; i < shuffled.size(); i++) {
        if (i == specified) {
          harness.specify(SPEC);
          harness.specify(Runs.spec("other", new FeedbackDataset("f", "0", 1), SMALL));
        }
        harness.add(shuffled.get(i));
        if (random.nextInt(60) == 0) {
          harness.restart();
        }
      }
      assertThat(harness.features).hasSize(2 * 3 * 2 * 20 + 2 * 1 * 2 * 20);
      assertThat(harness.featuresDigest("run")).isEqualTo(features);
      assertThat(harness.dictionariesDigest("run")).isEqualTo(dictionaries);
    }
  }

  @Test
  void waitsForTheSpecificationOfTheRun() throws Exception {
    try (SaeHarness harness = new SaeHarness()) {
      for (ActivationBatch batch : BATCHES) {
        harness.add(batch);
      }
      assertThat(harness.features).isEmpty();
      harness.specify(Runs.spec("other", new FeedbackDataset("f", "0", 1), SMALL));
      assertThat(harness.features).isEmpty();
      harness.specify(SPEC);
      assertThat(harness.features).hasSize(2 * 3 * 2 * 20);
    }
  }

  @Test
  void refusesBatchesOfARunThatNobodySpecifies() throws Exception {
    try (SaeHarness harness = new SaeHarness()) {
      for (ActivationBatch batch : BATCHES.subList(0, 5)) {
        harness.add(batch);
      }
      harness.passTime(SaeHarness.PATIENCE.minusSeconds(1));
      assertThat(harness.rejected).isEmpty();
      harness.passTime(SaeHarness.PATIENCE);
      assertThat(harness.rejected)
          .hasSize(5)
          .extracting(Rejected::reason)
          .containsOnly("nobody has specified a run run");
    }
  }

  @Test
  void refusesBatchesOfAnUnspecifiedRunAtTheEndOfTheInput() throws Exception {
    try (SaeHarness harness = new SaeHarness()) {
      harness.add(BATCHES.get(0));
      harness.end();
      assertThat(harness.rejected).hasSize(1);
    }
  }

  @Test
  void passesFailuresOnWithoutWaitingForTheDictionary() throws Exception {
    try (SaeHarness harness = new SaeHarness()) {
      harness.specify(SPEC);
      BatchPosition position = DATA.position(1, 0, 2, 0, true);
      harness.add(DATA.failed(HOOK, RowRole.TARGET, position, "checkpoint is gone"));
      assertThat(harness.features).hasSize(1);
      FeatureBatch failed = harness.features.get(0);
      assertThat(failed.getPosition().getFailure()).isEqualTo("checkpoint is gone");
      assertThat(failed.getPosition().getLast()).isTrue();
      assertThat(failed.getHooks()).isEqualTo(DATA.hooks());
      assertThat(failed.getItems()).isEmpty();
    }
  }

  @Test
  void failsAndRefusesBatchesOfAnotherWidth() throws Exception {
    Activations wider = new Activations("run", DATA.hooks(), 13, 9);
    try (SaeHarness harness = new SaeHarness()) {
      harness.specify(SPEC);
      for (ActivationBatch batch : DATA.all(1, 1, 4)) {
        harness.add(batch);
      }
      harness.add(wider.batch(HOOK, RowRole.TARGET, wider.position(1, 0, 1, 0, true)));
      String reason = "its rows are 13 wide where the hook's dictionary is for 12";
      assertThat(harness.rejected).extracting(Rejected::reason).containsExactly(reason);
      FeatureBatch last = harness.features.get(harness.features.size() - 1);
      assertThat(last.getPosition().getFailure()).isEqualTo(reason);
    }
  }

  @Test
  void rowsThatOverflowFailTheirBatchWithTheReason() throws Exception {
    float[] huge = new float[9 * 12];
    Arrays.fill(huge, Float.MAX_VALUE);
    try (SaeHarness harness = new SaeHarness()) {
      harness.specify(SPEC);
      harness.add(DATA.batch(HOOK, RowRole.CORPUS, DATA.position(0, 0, 1, 0, true)));
      harness.add(DATA.batch(HOOK, RowRole.TARGET, DATA.position(0, 0, 1, 0, true), huge));
      assertThat(harness.features.get(0).getPosition().getFailure()).contains("not finite");
    }
  }

  @Test
  void failsTargetsWhereThereIsNoCorpusRowAtAll() throws Exception {
    try (SaeHarness harness = new SaeHarness()) {
      harness.specify(SPEC);
      harness.add(DATA.batch(HOOK, RowRole.TARGET, DATA.position(0, 0, 1, 0, true)));
      harness.add(DATA.failed(HOOK, RowRole.CORPUS, DATA.position(0, 0, 1, 0, true), "lost"));
      assertThat(harness.features).hasSize(1);
      assertThat(harness.features.get(0).getPosition().getFailure())
          .isEqualTo("there is no dictionary for it, because there was no corpus row: lost");
    }
  }

  @Test
  void refusesBatchesThatContradictTheirShard() throws Exception {
    try (SaeHarness harness = new SaeHarness()) {
      harness.specify(SPEC);
      harness.add(DATA.batch(HOOK, RowRole.TARGET, DATA.position(0, 0, 1, 1, true)));
      harness.add(DATA.batch(HOOK, RowRole.TARGET, DATA.position(0, 0, 1, 2, false)));
      harness.add(DATA.batch(HOOK, RowRole.TARGET, DATA.position(1, 0, 1, 0, false)));
      harness.add(DATA.batch(HOOK, RowRole.TARGET, DATA.position(1, 1, 2, 0, false)));
      assertThat(harness.rejected).hasSize(2);
    }
  }

  @Test
  void refusesASecondSpecificationOfARun() throws Exception {
    try (SaeHarness harness = new SaeHarness()) {
      harness.specify(SPEC);
      harness.specify(SPEC);
      assertThat(harness.rejectedRuns).isEmpty();
      harness.specify(Runs.spec("run", new FeedbackDataset("g", "0", 1), SMALL));
      assertThat(harness.rejectedRuns).hasSize(1);
    }
  }

  private static byte[] bytes(ByteBuffer buffer) {
    byte[] bytes = new byte[buffer.remaining()];
    buffer.duplicate().get(bytes);
    return bytes;
  }

  private static List<Integer> boxed(int[] values) {
    return Arrays.stream(values).boxed().toList();
  }
}
