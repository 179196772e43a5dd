package io.plumbline.streamjobs.operator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.plumbline.schemas.record.ActivationBatch;
import io.plumbline.schemas.record.AttributedWord;
import io.plumbline.schemas.record.AttributionReport;
import io.plumbline.schemas.record.Candidate;
import io.plumbline.schemas.record.CheckpointArrived;
import io.plumbline.schemas.record.DictionaryVersion;
import io.plumbline.schemas.record.EstimateScope;
import io.plumbline.schemas.record.FeedbackItem;
import io.plumbline.schemas.record.LensToken;
import io.plumbline.schemas.record.ReadoutBatch;
import io.plumbline.schemas.record.ReportStatus;
import io.plumbline.schemas.record.Score;
import io.plumbline.streamjobs.source.Rejected;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.apache.avro.specific.SpecificRecordBase;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AttributionFunctionTest {
  private static final TinyDecisions FROZEN = new TinyDecisions("run", 4, false);
  private static final TinyDecisions TRAINED = new TinyDecisions("run", 3, true);

  private static List<SpecificRecordBase> all(TinyDecisions run) {
    List<SpecificRecordBase> all = new ArrayList<>();
    all.add(run.spec());
    all.addAll(TinyFeedback.items());
    all.addAll(run.all());
    return all;
  }

  private static List<AttributionReport> reports(List<SpecificRecordBase> records)
      throws Exception {
    try (AttributionHarness harness = new AttributionHarness()) {
      for (SpecificRecordBase record : records) {
        harness.add(record);
      }
      assertThat(harness.rejectedActivations).isEmpty();
      assertThat(harness.rejectedReadouts).isEmpty();
      return harness.reports;
    }
  }

  @Test
  void reportsWhereTheLearnedFeedbackSits() throws Exception {
    List<AttributionReport> reports = reports(all(FROZEN));
    assertThat(reports).extracting(AttributionReport::getOrdinal).containsExactly(0, 1, 2, 3);
    assertThat(reports)
        .extracting(AttributionReport::getStatus)
        .containsOnly(ReportStatus.COMPLETE);
    assertThat(reports.get(0).getReason()).isEqualTo("this is the base: nothing has changed yet");
    assertThat(reports.get(0).getScores())
        .extracting(Score::getName)
        .containsExactly("naming_ceiling");
    AttributionReport last = reports.get(3);
    assertThat(last.getTime()).isEqualTo(1_003);
    assertThat(last.getStep()).isEqualTo(45);
    assertThat(last.getHooks()).isEqualTo(TinyDecisions.HOOKS);
    assertThat(last.getScores()).extracting(Score::getName).isSorted();
    assertThat(value(last, "slope")).isGreaterThan(0.1);
    assertThat(value(last, "slope")).isEqualTo(value(last, "slope_activation"));
    assertThat(value(last, "slope_unembedding")).isZero();
    assertThat(last.getScores())
        .filteredOn(score -> score.getName().matches("slope.*|negative_.*"))
        .extracting(Score::getBase)
        .containsOnly(0.0);
    assertThat(last.getControls())
        .extracting(Score::getName)
        .containsExactly(
            "shuffled.direction_share",
            "shuffled.negative_contexts",
            "shuffled.negative_prompts",
            "shuffled.slope",
            "shuffled.slope_direction",
            "shuffled.slope_features");
    assertThat(last.getControls())
        .filteredOn(control -> control.getName().equals("shuffled.slope"))
        // Equal to the slope only where nothing is reassigned; with so few words the seed says how
        // far.
        .allSatisfy(
            control -> assertThat(Math.abs(control.getValue())).isLessThan(value(last, "slope")));
    assertThat(value(last, "direction_share")).isBetween(0.5, 1.5);
    assertThat(value(last, "slope." + TinyDecisions.HOOKS.get(1)))
        .isCloseTo(0.3 * value(last, "slope." + TinyDecisions.HOOKS.get(0)), within(1e-6));
    assertThat(meanStated(last.getTowards())).isGreaterThan(0.5);
    assertThat(meanStated(last.getAway())).isLessThan(-0.5);
    assertThat(last.getFeatures()).isNotEmpty();
    assertThat(last.getConditions()).isNotEmpty();
    assertThat(last.getWords()).hasSize(TinyFeedback.words().size());
    assertThat(last.getWords()).extracting(AttributedWord::getWord).isSorted();
    assertThat(last.getWords()).extracting(AttributedWord::getUnembedding).containsOnly(0.0);
    assertThat(last.getWords())
        .filteredOn(word -> word.getWord().equals("good7"))
        .singleElement()
        .satisfies(
            word -> {
              assertThat(word.getGroup()).isEqualTo("adverb");
              assertThat(word.getStated()).isEqualTo(4.0);
              assertThat(word.getContexts()).isPositive();
              assertThat(word.getHooks()).hasSize(3);
            });
    assertThat(reports)
        .extracting(AttributionReport::getFrozen)
        .containsExactly(false, false, true, true);
  }

  @Test
  void publishesItsDictionariesOnceTheyAreFrozen() throws Exception {
    try (AttributionHarness harness = new AttributionHarness()) {
      for (SpecificRecordBase record : all(FROZEN)) {
        harness.add(record);
      }
      String hook = TinyDecisions.HOOKS.get(0);
      assertThat(harness.dictionaries)
          .extracting(DictionaryVersion::getHook)
          .containsExactly(hook + ":conditions", hook + ":change");
      assertThat(harness.dictionaries)
          .extracting(DictionaryVersion::getTime)
          .containsExactly(1_000L, 1_002L);
      assertThat(harness.dictionaries).allMatch(DictionaryVersion::getFrozen);
    }
  }

  @Test
  void saysWhichEstimatesApply() throws Exception {
    AttributionReport frozen = reports(all(FROZEN)).get(1);
    assertThat(frozen.getEstimates())
        .extracting(EstimateScope::getEstimate)
        .containsExactly("attribution", "policy", "probes");
    assertThat(frozen.getEstimates())
        .extracting(EstimateScope::getApplies)
        .containsExactly(true, true, false);
    assertThat(frozen.getEstimates().get(2).getReason()).startsWith("blind, unless");
    assertThat(frozen.getEstimates().get(0).getReason()).contains("naming ceiling");
    AttributionReport trained = reports(all(TRAINED)).get(2);
    assertThat(trained.getEstimates().get(0).getReason()).contains("unembedding");
    assertThat(value(trained, "slope_unembedding")).isNotZero();
    assertThat(value(trained, "slope_activation") + value(trained, "slope_unembedding"))
        .isCloseTo(value(trained, "slope"), within(1e-12));
    assertThat(score(trained, "naming_ceiling").getReason()).isEqualTo("the head is trained");
    assertThat(trained.getCulpritsReason()).isNull();
  }

  @Test
  void namesNobodyBelowTheCeiling() throws Exception {
    AttributionReport report = reports(all(FROZEN)).get(3);
    boolean nameable = value(report, "naming_ceiling") >= 0.8;
    assertThat(report.getCulpritsReason() == null).isEqualTo(nameable);
    if (!nameable) {
      assertThat(report.getCulprits()).isEmpty();
      assertThat(report.getCulpritsReason()).contains("AUROC");
    }
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4})
  void givesTheSameBytesForAnyOrderOfArrivalWithDuplicatesAndCrashes(long seed) throws Exception {
    String expected;
    try (AttributionHarness inOrder = new AttributionHarness()) {
      for (SpecificRecordBase record : all(TRAINED)) {
        inOrder.add(record);
      }
      expected = inOrder.digest();
    }
    Random random = new Random(seed);
    List<SpecificRecordBase> shuffled = all(TRAINED);
    for (int i = 0; i < 20; i++) {
      shuffled.add(shuffled.get(random.nextInt(shuffled.size())));
    }
    Collections.shuffle(shuffled, random);
    try (AttributionHarness harness = new AttributionHarness()) {
      for (int i = 0; i < shuffled.size(); i++) {
        harness.add(shuffled.get(i));
        if (random.nextInt(20) == 0) {
          harness.restart();
        }
      }
      assertThat(harness.reports)
          .extracting(AttributionReport::getOrdinal)
          .containsExactly(0, 1, 2);
      assertThat(harness.digest()).isEqualTo(expected);
    }
  }

  @Test
  void keepsNoMoreStateForMoreCheckpoints() throws Exception {
    try (AttributionHarness harness = new AttributionHarness()) {
      harness.add(FROZEN.spec());
      for (FeedbackItem item : TinyFeedback.items()) {
        harness.add(item);
      }
      List<Long> sizes = new ArrayList<>();
      for (int ordinal = 0; ordinal < 4; ordinal++) {
        for (SpecificRecordBase record : FROZEN.of(ordinal)) {
          harness.add(record);
        }
        sizes.add(harness.stateSize());
      }
      assertThat(sizes.get(3)).isEqualTo(sizes.get(2));
    }
  }

  @Test
  void waitsForTheFactsOfTheCheckpointAndTheFeedback() throws Exception {
    try (AttributionHarness harness = new AttributionHarness()) {
      List<SpecificRecordBase> late = new ArrayList<>();
      for (SpecificRecordBase record : all(TRAINED)) {
        boolean waits =
            record instanceof CheckpointArrived || record.equals(TinyFeedback.items().get(5));
        if (waits) {
          late.add(record);
        } else {
          harness.add(record);
        }
      }
      assertThat(harness.reports).isEmpty();
      for (SpecificRecordBase record : late) {
        harness.add(record);
      }
      assertThat(harness.reports).hasSize(3);
    }
  }

  @Test
  void reportsAFailedShardAsIncompleteAndGoesOn() throws Exception {
    List<SpecificRecordBase> records = new ArrayList<>();
    boolean failed = false;
    for (SpecificRecordBase record : all(FROZEN)) {
      if (!failed
          && record instanceof ReadoutBatch batch
          && batch.getPosition().getOrdinal() == 1) {
        failed = true;
        records.add(new ReadoutCheck().failed(batch, "checkpoint is gone"));
      } else {
        records.add(record);
      }
    }
    List<AttributionReport> reports = reports(records);
    assertThat(reports.get(1).getStatus()).isEqualTo(ReportStatus.INCOMPLETE);
    assertThat(reports.get(1).getReason()).isEqualTo("checkpoint is gone");
    assertThat(reports.get(2).getStatus()).isEqualTo(ReportStatus.COMPLETE);
    assertThat(reports).hasSize(4);
  }

  @Test
  void reportsDecisionRowsThatDifferFromTheBasesAsIncomplete() throws Exception {
    List<SpecificRecordBase> records = new ArrayList<>();
    for (SpecificRecordBase record : all(FROZEN)) {
      boolean first =
          record instanceof ActivationBatch b
              && b.getPosition().getOrdinal() == 2
              && b.getPosition().getShard() == 0
              && b.getPosition().getIndex() == 0
              && b.getHook().equals(TinyDecisions.HOOKS.get(1));
      if (first) {
        ActivationBatch batch = (ActivationBatch) record;
        List<Integer> tokens = new ArrayList<>(batch.getTokens());
        tokens.set(0, 77);
        records.add(ActivationBatch.newBuilder(batch).setTokens(tokens).build());
      } else {
        records.add(record);
      }
    }
    List<AttributionReport> reports = reports(records);
    assertThat(reports.get(2).getReason())
        .startsWith("decision rows at blocks.0.hook_mlp_out in shard 0 are not those of the base");
    assertThat(reports.get(3).getStatus()).isEqualTo(ReportStatus.COMPLETE);
  }

  @Test
  void refusesBatchesOfARunThatNobodySpecifies() throws Exception {
    try (AttributionHarness harness = new AttributionHarness()) {
      for (SpecificRecordBase record : FROZEN.of(0)) {
        harness.add(record);
      }
      harness.passTime(AttributionHarness.PATIENCE);
      assertThat(harness.rejectedActivations).isNotEmpty();
      assertThat(harness.rejectedReadouts)
          .hasSize(4)
          .extracting(Rejected::reason)
          .containsOnly("nobody has specified a run run");
    }
  }

  /** Of the first tokens, those that are no words counting 0. */
  private static double meanStated(List<LensToken> tokens) {
    return tokens.stream()
        .limit(6)
        .mapToDouble(
            token ->
                TinyFeedback.words().stream()
                    .filter(word -> token.getText().equals(" " + word.getTarget()))
                    .mapToDouble(Candidate::getReward)
                    .sum())
        .average()
        .orElseThrow();
  }

  private static double value(AttributionReport report, String name) {
    return score(report, name).getValue();
  }

  private static Score score(AttributionReport report, String name) {
    return report.getScores().stream()
        .filter(score -> score.getName().equals(name))
        .findFirst()
        .orElseThrow();
  }
}
