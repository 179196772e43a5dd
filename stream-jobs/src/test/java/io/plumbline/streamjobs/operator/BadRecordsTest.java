package io.plumbline.streamjobs.operator;

import static org.assertj.core.api.Assertions.assertThat;

import io.plumbline.schemas.record.ActivationBatch;
import io.plumbline.schemas.record.BatchPosition;
import io.plumbline.schemas.record.FeatureBatch;
import io.plumbline.schemas.record.FeedbackDataset;
import io.plumbline.schemas.record.RowRole;
import io.plumbline.schemas.record.RunSpec;
import io.plumbline.schemas.settings.Settings;
import io.plumbline.streamjobs.source.Rejected;
import io.plumbline.streamjobs.state.Tally;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/**
 * What is bad of the activations makes its own checkpoint incomplete, with the reason, and no other
 * one wait.
 */
class BadRecordsTest {
  private static final String HOOK = "blocks.1.hook_mlp_out";
  private static final Activations DATA = new Activations("run", List.of(HOOK), 4, 8);

  private static RunSpec sae() {
    return Runs.spec("run", new FeedbackDataset("f", "0", 1), Map.of());
  }

  @Test
  void aLostTargetRecordFailsTheCheckpointUnderWayAndNoOther() throws Exception {
    for (int position = 0; position < 3; position++) {
      try (SaeHarness harness = new SaeHarness()) {
        harness.specify(sae());
        harness.add(DATA.batch(HOOK, RowRole.CORPUS, DATA.position(0, 0, 1, 0, true)));
        for (int ordinal = 0; ordinal < 3; ordinal++) {
          for (int index = 0; index < 3; index++) {
            if (ordinal == 1 && index == position) {
              harness.loseActivations("run/" + HOOK);
            } else {
              harness.add(
                  DATA.batch(
                      HOOK, RowRole.TARGET, DATA.position(ordinal, 0, 2, index, index == 2)));
            }
          }
          harness.add(DATA.batch(HOOK, RowRole.TARGET, DATA.position(ordinal, 1, 2, 0, true)));
        }
        List<FeatureBatch> failed =
            harness.features.stream().filter(f -> f.getPosition().getFailure() != null).toList();
        assertThat(failed)
            .isNotEmpty()
            .allSatisfy(
                batch -> {
                  assertThat(batch.getPosition().getOrdinal()).isEqualTo(1);
                  assertThat(batch.getPosition().getFailure())
                      .isEqualTo(Positions.lost("the activations at " + HOOK));
                });
        assertThat(wholeOrdinals(harness.features)).containsExactly(0, 1, 2);
      }
    }
  }

  @Test
  void aLostRecordOfACheckpointWithOneBatchIsFoundByTheNext() throws Exception {
    try (SaeHarness harness = new SaeHarness()) {
      harness.specify(sae());
      harness.add(DATA.batch(HOOK, RowRole.CORPUS, DATA.position(0, 0, 1, 0, true)));
      harness.add(DATA.batch(HOOK, RowRole.TARGET, DATA.position(0, 0, 1, 0, true)));
      harness.loseActivations("run/" + HOOK);
      harness.restart();
      harness.add(DATA.batch(HOOK, RowRole.TARGET, DATA.position(2, 0, 1, 0, true)));
      assertThat(wholeOrdinals(harness.features)).containsExactly(0, 1, 2);
      assertThat(harness.features.get(1).getPosition().getFailure()).isNotNull();
    }
  }

  /** Ordinals that a consumer counts as whole, if features of one hook are all that it needs. */
  private static List<Integer> wholeOrdinals(List<FeatureBatch> batches) {
    Map<Integer, Tally> tallies = new TreeMap<>();
    for (FeatureBatch batch : batches) {
      tallies
          .computeIfAbsent(batch.getPosition().getOrdinal(), o -> new Tally())
          .add(batch.getPosition());
    }
    return tallies.entrySet().stream()
        .filter(entry -> entry.getValue().complete())
        .map(Map.Entry::getKey)
        .toList();
  }

  @Test
  void aLostCorpusRecordLeavesNoDictionaryWhateverComesLater() throws Exception {
    List<String> digests = new ArrayList<>();
    for (boolean specifiedFirst : new boolean[] {true, false}) {
      try (SaeHarness harness = new SaeHarness()) {
        if (specifiedFirst) {
          harness.specify(sae());
        }
        harness.add(DATA.batch(HOOK, RowRole.CORPUS, DATA.position(0, 0, 2, 0, true)));
        harness.loseActivations("run/" + HOOK);
        harness.add(DATA.batch(HOOK, RowRole.TARGET, DATA.position(0, 0, 1, 0, true)));
        harness.add(DATA.batch(HOOK, RowRole.CORPUS, DATA.position(0, 1, 2, 0, true)));
        if (!specifiedFirst) {
          harness.specify(sae());
        }
        assertThat(harness.features).hasSize(1);
        assertThat(harness.features.get(0).getPosition().getFailure())
            .startsWith("there is no dictionary for it: a record of its corpus could not be used");
        digests.add(harness.featuresDigest("run"));
      }
    }
    assertThat(digests.get(0)).isEqualTo(digests.get(1));
  }

  /** A batch of a corpus that cannot be used, and why. */
  private record Damage(ActivationBatch batch, String reason) {}

  private static List<Damage> damages() {
    BatchPosition place = DATA.position(0, 0, 2, 1, false);
    ActivationBatch good = DATA.batch(HOOK, RowRole.CORPUS, place);
    float[] notFinite = new float[8 * 4];
    notFinite[5] = Float.NaN;
    return List.of(
        new Damage(
            DATA.batch(HOOK, RowRole.CORPUS, place, notFinite),
            "its payload has NaN in row 1, column 1"),
        new Damage(
            ActivationBatch.newBuilder(good).setDigest("0").build(),
            "its payload is not the one that its digest was made of"),
        new Damage(
            ActivationBatch.newBuilder(good).setWidth(5).build(),
            "its payload has 128 bytes where [8, 5] of F32 need 160"),
        new Damage(
            ActivationBatch.newBuilder(good).setPosition(Positions.failed(place, "lost")).build(),
            "it is marked as failed but has rows"),
        new Damage(
            new Activations("run", List.of(HOOK), 5, 8).batch(HOOK, RowRole.CORPUS, place),
            "its rows are 5 wide where the hook's dictionary is for 4"));
  }

  @Test
  void aDamagedCorpusBatchLeavesNoDictionaryInAnyOrder() throws Exception {
    for (Damage damage : damages()) {
      List<ActivationBatch> batches = new ArrayList<>();
      batches.add(DATA.batch(HOOK, RowRole.CORPUS, DATA.position(0, 0, 2, 0, false)));
      batches.add(damage.batch());
      batches.add(DATA.batch(HOOK, RowRole.CORPUS, DATA.position(0, 0, 2, 2, true)));
      batches.add(DATA.batch(HOOK, RowRole.CORPUS, DATA.position(0, 1, 2, 0, true)));
      batches.add(DATA.batch(HOOK, RowRole.TARGET, DATA.position(0, 0, 1, 0, true)));
      batches.add(DATA.batch(HOOK, RowRole.TARGET, DATA.position(1, 0, 1, 0, true)));
      Set<String> digests = new TreeSet<>();
      for (int first = 0; first < batches.size(); first++) {
        try (SaeHarness harness = new SaeHarness()) {
          harness.specify(sae());
          for (int i = 0; i < batches.size(); i++) {
            harness.add(batches.get(i));
            if (i == first) {
              harness.restart();
            }
          }
          assertThat(harness.rejected)
              .extracting(Rejected::reason)
              .containsExactly(damage.reason());
          assertThat(harness.dictionaries).isEmpty();
          assertThat(harness.features)
              .hasSize(2)
              .extracting(batch -> batch.getPosition().getFailure())
              .containsOnly(
                  "there is no dictionary for it: batch 1 of shard 0 of its corpus could not be"
                      + " used: "
                      + damage.reason());
          digests.add(harness.featuresDigest("run"));
        }
        Collections.rotate(batches, 1);
      }
      assertThat(digests).hasSize(1);
    }
  }

  @Test
  void aDamagedCorpusBatchBehindTheEndOfTrainingIsRefusedAndNothingElse() throws Exception {
    RunSpec brief =
        Runs.spec(
            "run",
            new FeedbackDataset("f", "0", 1),
            Map.of(
                Settings.DICTIONARY_BATCH, "8",
                Settings.DICTIONARY_BUFFER, "8",
                Settings.DICTIONARY_TOKENS, "8"));
    Set<String> digests = new TreeSet<>();
    ActivationBatch behind =
        ActivationBatch.newBuilder(damages().get(0).batch())
            .setPosition(DATA.position(0, 0, 2, 2, false))
            .build();
    for (int damaged = 0; damaged < 4; damaged++) {
      List<ActivationBatch> batches = new ArrayList<>();
      batches.add(DATA.batch(HOOK, RowRole.CORPUS, DATA.position(0, 0, 2, 0, false)));
      batches.add(DATA.batch(HOOK, RowRole.CORPUS, DATA.position(0, 0, 2, 1, false)));
      batches.add(DATA.batch(HOOK, RowRole.TARGET, DATA.position(0, 0, 1, 0, true)));
      batches.add(damaged, behind);
      try (SaeHarness harness = new SaeHarness()) {
        harness.specify(brief);
        for (ActivationBatch batch : batches) {
          harness.add(batch);
        }
        assertThat(harness.rejected).hasSize(1);
        assertThat(harness.features.get(0).getPosition().getFailure()).isNull();
        digests.add(harness.featuresDigest("run") + harness.dictionariesDigest("run"));
      }
    }
    assertThat(digests).hasSize(1);
  }

  @Test
  void contradictionsFailTheirCheckpoint() throws Exception {
    try (SaeHarness harness = new SaeHarness()) {
      harness.specify(sae());
      harness.add(DATA.batch(HOOK, RowRole.CORPUS, DATA.position(0, 0, 1, 0, true)));
      harness.add(DATA.batch(HOOK, RowRole.TARGET, DATA.position(0, 0, 2, 0, true)));
      harness.add(DATA.batch(HOOK, RowRole.TARGET, DATA.position(0, 1, 3, 0, true)));
      assertThat(harness.rejected).extracting(Rejected::reason).containsExactly(Positions.CONFLICT);
      assertThat(wholeOrdinals(harness.features)).containsExactly(0);
      assertThat(harness.features.get(1).getPosition().getFailure())
          .isEqualTo(Positions.CONTRADICTION);
    }
  }

  @Test
  void aKeyThatNamesNoHookIsNobodysLoss() throws Exception {
    try (SaeHarness harness = new SaeHarness()) {
      harness.specify(sae());
      harness.loseActivations("run");
      harness.loseActivations("");
      harness.loseWeights("run");
      harness.add(DATA.batch(HOOK, RowRole.CORPUS, DATA.position(0, 0, 1, 0, true)));
      harness.add(DATA.batch(HOOK, RowRole.TARGET, DATA.position(0, 0, 1, 0, true)));
      assertThat(harness.features.get(0).getPosition().getFailure()).isNull();
    }
  }
}
