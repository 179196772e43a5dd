package io.plumbline.streamjobs.operator;

import static org.assertj.core.api.Assertions.assertThat;

import io.plumbline.schemas.digest.TopicDigest;
import io.plumbline.schemas.record.ActivationBatch;
import io.plumbline.schemas.record.BatchPosition;
import io.plumbline.schemas.record.DictionaryRefresh;
import io.plumbline.schemas.record.DictionaryVersion;
import io.plumbline.schemas.record.FeatureBatch;
import io.plumbline.schemas.record.FeedbackDataset;
import io.plumbline.schemas.record.RefreshedFeatures;
import io.plumbline.schemas.record.RowRole;
import io.plumbline.schemas.record.RunSpec;
import io.plumbline.schemas.record.Score;
import io.plumbline.schemas.record.SparseRows;
import io.plumbline.schemas.settings.Setting;
import io.plumbline.schemas.settings.Settings;
import io.plumbline.schemas.tensor.TensorPayload;
import io.plumbline.streamjobs.dictionary.Dictionary;
import io.plumbline.streamjobs.dictionary.DictionaryCodec;
import io.plumbline.streamjobs.linalg.CsrMatrix;
import io.plumbline.streamjobs.linalg.FloatMatrix;
import io.plumbline.streamjobs.linalg.TorchMatrixProduct;
import io.plumbline.streamjobs.source.Rejected;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Dictionaries that are refreshed at every checkpoint, beside their null step. */
class RefreshTest {
  private static final String HOOK = "blocks.1.hook_mlp_out";
  private static final Activations DATA =
      new Activations("run", List.of("blocks.0.hook_mlp_out", HOOK), 12, 9);
  private static final FeedbackDataset FEEDBACK = new FeedbackDataset("f", "0", 1);
  private static final Map<Setting<?>, String> SMALL =
      Map.of(Settings.DICTIONARY_BATCH, "8", Settings.DICTIONARY_BUFFER, "32");
  private static final RunSpec OFF = Runs.spec("run", FEEDBACK, SMALL);
  private static final RunSpec ON = refreshed(OFF);
  private static final int CHECKPOINTS = 3;
  private static final List<ActivationBatch> BATCHES = DATA.all(CHECKPOINTS, 2, 6);

  /** Under the same digest, so that all seeds are those of the run that refreshes nothing. */
  private static RunSpec refreshed(RunSpec off) {
    Map<Setting<?>, String> settings = new HashMap<>(SMALL);
    settings.put(Settings.DICTIONARY_REFRESH, "100");
    return RunSpec.newBuilder(Runs.spec(off.getRun(), FEEDBACK, settings))
        .setDigest(off.getDigest())
        .build();
  }

  @Test
  void leavesWhatTheFrozenDictionaryGivesAsItIs() throws Exception {
    try (SaeHarness off = run(OFF, BATCHES);
        SaeHarness on = run(ON, BATCHES)) {
      assertThat(off.features).noneMatch(batch -> batch.getRefresh() != null);
      assertThat(on.features).hasSize(off.features.size());
      TopicDigest without = new TopicDigest();
      on.features.forEach(
          batch -> without.add(FeatureBatch.newBuilder(batch).setRefresh(null).build()));
      assertThat(without.hex()).isEqualTo(off.featuresDigest("run"));
      assertThat(on.dictionaries.stream().filter(d -> d.getRefresh() == null))
          .containsExactlyElementsOf(off.dictionaries);
    }
  }

  @Test
  void encodesEachCheckpointByItsRefreshedDictionaryAndByThatOfTheNullStep() throws Exception {
    try (SaeHarness harness = run(ON, BATCHES)) {
      assertThat(harness.rejected).isEmpty();
      Dictionary beside = published(harness, HOOK + ":null-step");
      for (int ordinal = 0; ordinal < CHECKPOINTS; ordinal++) {
        Dictionary refreshed =
            ordinal == 0 ? beside : published(harness, HOOK + ":refreshed-" + ordinal);
        ActivationBatch target =
            DATA.batch(HOOK, RowRole.TARGET, DATA.position(ordinal, 1, 2, 3, false));
        FeatureBatch batch = at(harness, target.getPosition());
        RefreshedFeatures features = batch.getRefresh();
        assertEncodes(features.getRefreshed(), refreshed, target);
        assertEncodes(features.getNullStep(), beside, target);
        DictionaryRefresh refresh = features.getRefresh();
        assertThat(refresh.getReason()).isNull();
        assertThat(refresh.getStart()).isEqualTo(batch.getDictionary());
        assertThat(refresh.getNullStep()).isEqualTo(beside.digest());
        assertThat(refresh.getOrdinal()).isEqualTo(ordinal);
        assertThat(refresh.getStep()).isEqualTo(15 * ordinal);
        assertThat(refresh.getControls())
            .extracting(Score::getName)
            .containsExactly(
                "null_fvu_after", "null_fvu_before", "null_gain", "null_moved", "null_moved_most");
        assertThat(value(refresh, "moved")).isPositive();
        assertThat(value(refresh, "apart") > 0).isEqualTo(ordinal > 0);
      }
    }
  }

  @Test
  void aModelThatDoesNotChangeHasItsNullStepAtEveryCheckpoint() throws Exception {
    List<ActivationBatch> same = new ArrayList<>();
    for (ActivationBatch batch : BATCHES) {
      BatchPosition p = batch.getPosition();
      BatchPosition atBase =
          DATA.position(0, p.getShard(), p.getShards(), p.getIndex(), p.getLast());
      same.add(
          ActivationBatch.newBuilder(DATA.batch(batch.getHook(), batch.getRole(), atBase))
              .setPosition(p)
              .build());
    }
    try (SaeHarness harness = run(ON, same)) {
      assertThat(harness.features)
          .hasSize(2 * CHECKPOINTS * 2 * 6)
          .allSatisfy(
              batch -> {
                RefreshedFeatures features = batch.getRefresh();
                assertThat(features.getRefreshed()).isEqualTo(features.getNullStep());
                assertThat(value(features.getRefresh(), "apart")).isZero();
                assertThat(value(features.getRefresh(), "moved_beyond_null")).isZero();
                assertThat(value(features.getRefresh(), "gain_beyond_null")).isZero();
              });
    }
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6})
  void givesTheSameBytesForAnyOrderOfArrivalWithDuplicatesAndCrashes(long seed) throws Exception {
    String features;
    String dictionaries;
    try (SaeHarness inOrder = run(ON, BATCHES)) {
      features = inOrder.featuresDigest("run");
      dictionaries = inOrder.dictionariesDigest("run");
    }
    Random random = new Random(seed);
    List<ActivationBatch> shuffled = new ArrayList<>(BATCHES);
    for (int i = 0; i < 20; i++) {
      shuffled.add(BATCHES.get(random.nextInt(BATCHES.size())));
    }
    Collections.shuffle(shuffled, random);
    int specified = random.nextInt(shuffled.size());
    try (SaeHarness harness = new SaeHarness()) {
      for (int i = 0; i < shuffled.size(); i++) {
        if (i == specified) {
          harness.specify(ON);
        }
        harness.add(shuffled.get(i));
        if (random.nextInt(20) == 0) {
          harness.restart();
        }
      }
      assertThat(harness.features).hasSize(2 * CHECKPOINTS * 2 * 6);
      assertThat(harness.featuresDigest("run")).isEqualTo(features);
      assertThat(harness.dictionariesDigest("run")).isEqualTo(dictionaries);
    }
  }

  @Test
  void aCheckpointThatIsNotWholeIsNotRefreshedAndTheNextOneIs() throws Exception {
    List<ActivationBatch> batches = new ArrayList<>();
    for (ActivationBatch batch : BATCHES) {
      BatchPosition p = batch.getPosition();
      boolean gone = p.getOrdinal() == 1 && p.getShard() == 1 && p.getIndex() == 2;
      batches.add(gone ? DATA.failed(batch.getHook(), batch.getRole(), p, "gone") : batch);
    }
    try (SaeHarness harness = run(ON, batches)) {
      assertThat(harness.features).hasSize(2 * CHECKPOINTS * 2 * 6);
      for (FeatureBatch batch : harness.features) {
        boolean whole = batch.getPosition().getOrdinal() != 1;
        assertThat(batch.getRefresh() != null).isEqualTo(whole);
      }
    }
  }

  @Test
  void withoutANullStepAtTheBaseThereIsNoRefresh() throws Exception {
    try (SaeHarness harness = new SaeHarness()) {
      harness.specify(ON);
      harness.add(DATA.batch(HOOK, RowRole.CORPUS, DATA.position(0, 0, 1, 0, true)));
      harness.add(DATA.failed(HOOK, RowRole.TARGET, DATA.position(0, 0, 1, 0, true), "gone"));
      harness.add(DATA.batch(HOOK, RowRole.TARGET, DATA.position(1, 0, 1, 0, true)));
      RefreshedFeatures features = harness.features.get(1).getRefresh();
      assertThat(features.getRefresh().getReason())
          .isEqualTo("there is no null step at the base to hold it against");
      assertThat(features.getRefreshed()).isNull();
      assertThat(harness.dictionaries).allMatch(version -> version.getRefresh() == null);
    }
  }

  @Test
  void rowsOfAnotherWidthAreRefusedAndTheirCheckpointIsNotRefreshed() throws Exception {
    Activations wider = new Activations("run", DATA.hooks(), 13, 9);
    try (SaeHarness harness = new SaeHarness()) {
      harness.specify(ON);
      harness.add(DATA.batch(HOOK, RowRole.CORPUS, DATA.position(0, 0, 1, 0, true)));
      harness.add(DATA.batch(HOOK, RowRole.TARGET, DATA.position(0, 0, 2, 0, true)));
      harness.add(wider.batch(HOOK, RowRole.TARGET, wider.position(0, 1, 2, 0, true)));
      assertThat(harness.features).hasSize(2).allMatch(batch -> batch.getRefresh() == null);
      assertThat(harness.rejected)
          .extracting(Rejected::reason)
          .containsExactly("its rows are 13 wide where the hook's dictionary is for 12");
    }
  }

  @Test
  void failsTargetsWhereThereIsNoDictionary() throws Exception {
    try (SaeHarness harness = new SaeHarness()) {
      harness.specify(ON);
      harness.add(DATA.batch(HOOK, RowRole.TARGET, DATA.position(0, 0, 1, 0, true)));
      harness.add(DATA.failed(HOOK, RowRole.CORPUS, DATA.position(0, 0, 1, 0, true), "lost"));
      harness.add(DATA.batch(HOOK, RowRole.TARGET, DATA.position(1, 0, 1, 0, true)));
      assertThat(harness.features)
          .hasSize(2)
          .extracting(batch -> batch.getPosition().getFailure())
          .containsOnly("there is no dictionary for it, because there was no corpus row: lost");
    }
  }

  private static SaeHarness run(RunSpec spec, List<ActivationBatch> batches) throws Exception {
    SaeHarness harness = new SaeHarness();
    harness.specify(spec);
    for (ActivationBatch batch : batches) {
      harness.add(batch);
    }
    return harness;
  }

  private static Dictionary published(SaeHarness harness, String hook) {
    List<DictionaryVersion> chunks =
        harness.dictionaries.stream().filter(d -> d.getHook().equals(hook)).toList();
    assertThat(chunks).as(hook).hasSize(1).allMatch(DictionaryVersion::getFrozen);
    assertThat(chunks.get(0).getTokensSeen()).isEqualTo(104);
    return DictionaryCodec.join(chunks.stream().map(DictionaryVersion::getPayload).toList());
  }

  private static FeatureBatch at(SaeHarness harness, BatchPosition position) {
    return harness.features.stream()
        .filter(f -> f.getHook().equals(HOOK) && f.getPosition().equals(position))
        .findFirst()
        .orElseThrow();
  }

  private static void assertEncodes(
      SparseRows rows, Dictionary dictionary, ActivationBatch target) {
    CsrMatrix expected =
        dictionary.encode(
            new FloatMatrix(
                9, 12, TensorPayload.decode(target.getPayload(), target.getDtype(), 9 * 12)),
            new TorchMatrixProduct());
    assertThat(rows.getDictionary()).isEqualTo(dictionary.digest());
    assertThat(rows.getColumns()).isEqualTo(boxed(expected.columnIndices()));
    assertThat(rows.getRowPointers()).isEqualTo(boxed(expected.rowPointers()));
    assertThat(TensorPayload.decode(rows.getValues(), target.getDtype(), expected.values().length))
        .containsExactly(expected.values());
  }

  private static double value(DictionaryRefresh refresh, String name) {
    return refresh.getScores().stream()
        .filter(score -> score.getName().equals(name))
        .findFirst()
        .orElseThrow()
        .getValue();
  }

  private static List<Integer> boxed(int[] values) {
    return Arrays.stream(values).boxed().toList();
  }
}
