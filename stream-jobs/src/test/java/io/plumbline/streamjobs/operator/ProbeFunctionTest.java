package io.plumbline.streamjobs.operator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.plumbline.schemas.record.EstimateScope;
import io.plumbline.schemas.record.FeatureBatch;
import io.plumbline.schemas.record.FeedbackItem;
import io.plumbline.schemas.record.ImplicitFeedback;
import io.plumbline.schemas.record.ListedContext;
import io.plumbline.schemas.record.LogProbBatch;
import io.plumbline.schemas.record.PolicySlopes;
import io.plumbline.schemas.record.ProbeReport;
import io.plumbline.schemas.record.ReportStatus;
import io.plumbline.schemas.record.Score;
import io.plumbline.streamjobs.source.Rejected;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.apache.avro.specific.SpecificRecordBase;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ProbeFunctionTest {
  private static final TinyRun RUN = new TinyRun("run", 3);
  private static final List<FeedbackItem> FEEDBACK = TinyFeedback.items();
  private static final List<LogProbBatch> LOG_PROBS = RUN.logProbs();
  private static final List<String> PROBES =
      List.of(
          "delta-ridge.frozen",
          "delta-ridge.incremental",
          "delta-ridge.refit",
          "dictionary",
          "direct-ridge",
          "pair-logistic.frozen",
          "pair-logistic.incremental",
          "pair-logistic.refit",
          "policy",
          "policy.groups",
          "policy.pairs",
          "policy.texts");
  private static List<FeatureBatch> features;

  @BeforeAll
  static void encode() throws Exception {
    features = SaeHarness.encode(RUN);
  }

  private static List<SpecificRecordBase> all() {
    List<SpecificRecordBase> all = new ArrayList<>();
    all.add(RUN.spec());
    all.addAll(FEEDBACK);
    all.addAll(features);
    all.addAll(LOG_PROBS);
    for (int ordinal = 0; ordinal < RUN.checkpoints(); ordinal++) {
      all.add(RUN.checkpoint(ordinal));
    }
    return all;
  }

  @Test
  void reportsOnEveryCheckpointWithWhatItAnnounces() throws Exception {
    try (ProbeHarness harness = new ProbeHarness()) {
      for (SpecificRecordBase record : all()) {
        harness.add(record);
      }
      assertThat(harness.reports).hasSize(PROBES.size() * 3);
      assertThat(harness.reports.stream().limit(PROBES.size()).map(ProbeReport::getProbe))
          .containsExactlyElementsOf(PROBES);
      assertThat(harness.reports)
          .allSatisfy(
              report -> {
                assertThat(report.getStatus()).isEqualTo(ReportStatus.COMPLETE);
                assertThat(report.getReports()).isEqualTo(PROBES.size());
                assertThat(report.getTime()).isEqualTo(1_000L + report.getOrdinal());
                assertThat(report.getStep()).isEqualTo(15 * report.getOrdinal());
                assertThat(report.getImplicitBatches())
                    .isEqualTo(
                        (int)
                            harness.implicit.stream()
                                .filter(i -> i.getProbe().equals(report.getProbe()))
                                .filter(i -> i.getOrdinal() == report.getOrdinal())
                                .count());
                assertThat(report.getScores()).extracting(Score::getName).isSorted();
              });
      assertThat(harness.implicit)
          .extracting(ImplicitFeedback::getProbe)
          .containsOnly(
              "delta-ridge.refit",
              "direct-ridge",
              "policy",
              "policy.groups",
              "policy.pairs",
              "policy.texts");
    }
  }

  @Test
  void seesWhatTheRunLearnedAndShowsTheBaseBesideIt() throws Exception {
    try (ProbeHarness harness = new ProbeHarness()) {
      for (SpecificRecordBase record : all()) {
        harness.add(record);
      }
      for (int ordinal = 1; ordinal < 3; ordinal++) {
        ProbeReport policy = harness.report("policy", ordinal);
        assertThat(score(policy, "slope").getValue())
            .isCloseTo(TinyRun.SLOPE * ordinal, within(0.02));
        assertThat(score(policy, "sign_accuracy").getValue()).isEqualTo(1.0);
        assertThat(score(policy, "slope").getBase()).isEqualTo(0.0);
        ProbeReport refit = harness.report("delta-ridge.refit", ordinal);
        assertThat(score(refit, "kendall_tau").getValue()).isGreaterThan(0.5);
        assertThat(score(refit, "kendall_tau").getBase())
            .isEqualTo(score(harness.report("delta-ridge.refit", 0), "kendall_tau").getValue());
        assertThat(refit.getControls())
            .extracting(Score::getName)
            .contains("bag_of_words", "length", "raw", "shuffled", "sign_within")
            .contains("raw." + TinyRun.HOOKS.get(0), "shuffled." + TinyRun.HOOKS.get(1));
        assertThat(score(refit, "kendall_tau." + TinyRun.HOOKS.get(0)).getValue())
            .isGreaterThan(0.5);
        assertThat(score(harness.report("direct-ridge", ordinal), "pearson").getValue())
            .isGreaterThan(0.8);
        ProbeReport dictionary = harness.report("dictionary", ordinal);
        assertThat(dictionary.getScores())
            .extracting(Score::getName)
            .containsExactly(
                "fvu", "fvu." + TinyRun.HOOKS.get(0), "fvu." + TinyRun.HOOKS.get(1), "l0");
        assertThat(score(dictionary, "fvu").getValue()).isBetween(0.0, 5.0);
      }
      ImplicitFeedback words =
          harness.implicit.stream()
              .filter(i -> i.getProbe().equals("policy") && i.getOrdinal() == 2)
              .findFirst()
              .orElseThrow();
      assertThat(words.getItems()).hasSize(TinyFeedback.words().size());
      assertThat(words.getItems())
          .filteredOn(item -> item.getItem().equals("good7"))
          .singleElement()
          .satisfies(
              item -> {
                assertThat(item.getStated()).isEqualTo(4.0);
                assertThat(item.getImplied()).isCloseTo(4.0, within(0.5));
                assertThat(item.getGroup()).isEqualTo("adverb");
              });
    }
  }

  @Test
  void seesWhatWasLearnedOfResponses() throws Exception {
    try (ProbeHarness harness = new ProbeHarness()) {
      for (SpecificRecordBase record : all()) {
        harness.add(record);
      }
      for (int ordinal = 1; ordinal < 3; ordinal++) {
        double slope = TinyRun.SLOPE * ordinal;
        ProbeReport pairs = harness.report("policy.pairs", ordinal);
        assertThat(score(pairs, "margin").getValue()).isCloseTo(2 * slope, within(0.02));
        assertThat(score(pairs, "sign_accuracy").getValue()).isEqualTo(1.0);
        assertThat(score(pairs, "slope.tag.topic=food").getValue())
            .isCloseTo(2 * slope, within(0.03));
        ProbeReport groups = harness.report("policy.groups", ordinal);
        assertThat(score(groups, "slope").getValue()).isCloseTo(slope, within(0.02));
        ProbeReport texts = harness.report("policy.texts", ordinal);
        assertThat(score(texts, "b").getValue()).isCloseTo(slope, within(0.02));
        for (ProbeReport report : List.of(pairs, groups, texts)) {
          assertThat(report.getControls())
              .extracting(Score::getName)
              .containsExactly("bag_of_words", "length", "shuffled");
        }
        ProbeReport refit = harness.report("pair-logistic.refit", ordinal);
        assertThat(score(refit, "auc").getValue()).isGreaterThan(0.9);
        assertThat(refit.getControls())
            .extracting(Score::getName)
            .contains("bag_of_words", "length", "raw", "shuffled");
        assertThat(score(harness.report("pair-logistic.incremental", ordinal), "auc").getSamples())
            .isEqualTo(2 * TinyFeedback.OF_RESPONSES);
      }
      assertThat(harness.implicit)
          .filteredOn(i -> i.getProbe().equals("policy.groups") && i.getOrdinal() == 2)
          .singleElement()
          .satisfies(
              batch ->
                  assertThat(batch.getItems())
                      .hasSize(3 * TinyFeedback.OF_RESPONSES)
                      .first()
                      .satisfies(item -> assertThat(item.getItem()).isEqualTo("group-0/0")));
    }
  }

  @Test
  void listsSlopesByPromptAndByContext() throws Exception {
    try (ProbeHarness harness = new ProbeHarness()) {
      for (SpecificRecordBase record : all()) {
        harness.add(record);
      }
      PolicySlopes words = harness.report("policy", 2).getSlopes();
      assertThat(words.getContexts())
          .extracting(ListedContext::getItem)
          .contains("triple-0", "context-0");
      assertThat(words.getContexts())
          .allSatisfy(
              context -> {
                assertThat(context.getSlope()).isCloseTo(2 * TinyRun.SLOPE, within(0.1));
                assertThat(context.getMass()).isGreaterThan(0.01);
                assertThat(context.getPosition() != null)
                    .isEqualTo(context.getItem().startsWith("context"));
              });
      assertThat(words.getPrompts())
          .hasSize(TinyFeedback.TRIPLES + TinyFeedback.CONTEXTS)
          .allSatisfy(prompt -> assertThat(prompt.getPrompt()).isIn("it was so", "so it is"));
      PolicySlopes pairs = harness.report("policy.pairs", 2).getSlopes();
      assertThat(pairs.getContexts()).isEmpty();
      assertThat(pairs.getPrompts())
          .allSatisfy(
              prompt -> {
                assertThat(prompt.getPrompt()).startsWith("question ");
                assertThat(prompt.getGain()).isEqualTo(prompt.getSlope());
              });
      PolicySlopes groups = harness.report("policy.groups", 2).getSlopes();
      assertThat(groups.getContexts())
          .hasSize(TinyFeedback.OF_RESPONSES)
          .allSatisfy(context -> assertThat(context.getCandidates()).isEqualTo(3));
      assertThat(harness.report("delta-ridge.refit", 2).getSlopes()).isNull();
    }
  }

  @Test
  void saysWhichEstimatesCanSeeWhatIsLearnedAndWhetherWordsCanBeNamed() throws Exception {
    try (ProbeHarness harness = new ProbeHarness()) {
      for (SpecificRecordBase record : all()) {
        harness.add(record);
      }
      assertThat(harness.reports)
          .allSatisfy(
              report -> {
                assertThat(report.getEstimates())
                    .extracting(EstimateScope::getEstimate)
                    .containsExactly("attribution", "policy", "probes");
                assertThat(report.getEstimates().get(2).getApplies()).isFalse();
              });
      assertThat(harness.report("policy", 0).getEstimates().get(1).getNamesWords()).isTrue();
      assertThat(harness.report("policy", 1).getEstimates().get(1).getNamesWords()).isFalse();
      assertThat(harness.report("policy", 2).getEstimates().get(1).getNamesWords()).isTrue();
    }
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6})
  void givesTheSameBytesForAnyOrderOfArrivalWithDuplicatesAndCrashes(long seed) throws Exception {
    String expected;
    try (ProbeHarness inOrder = new ProbeHarness()) {
      for (SpecificRecordBase record : all()) {
        inOrder.add(record);
      }
      expected = inOrder.digest();
    }
    Random random = new Random(seed);
    List<SpecificRecordBase> shuffled = all();
    for (int i = 0; i < 20; i++) {
      shuffled.add(shuffled.get(random.nextInt(shuffled.size())));
    }
    Collections.shuffle(shuffled, random);
    try (ProbeHarness harness = new ProbeHarness()) {
      for (int i = 0; i < shuffled.size(); i++) {
        harness.add(shuffled.get(i));
        if (random.nextInt(20) == 0) {
          harness.restart();
        }
      }
      assertThat(harness.reports).hasSize(PROBES.size() * 3);
      assertThat(harness.reports).extracting(ProbeReport::getOrdinal).isSorted();
      assertThat(harness.digest()).isEqualTo(expected);
    }
  }

  @Test
  void keepsNoMoreStateForMoreCheckpoints() throws Exception {
    try (ProbeHarness harness = new ProbeHarness()) {
      harness.add(RUN.spec());
      for (FeedbackItem item : FEEDBACK) {
        harness.add(item);
      }
      List<Long> sizes = new ArrayList<>();
      for (int ordinal = 0; ordinal < 3; ordinal++) {
        for (SpecificRecordBase record : of(ordinal)) {
          harness.add(record);
        }
        sizes.add(harness.stateSize());
      }
      assertThat(sizes.get(2)).isEqualTo(sizes.get(1));
    }
  }

  @Test
  void reportsAFailedShardAsIncompleteAndGoesOn() throws Exception {
    try (ProbeHarness harness = new ProbeHarness()) {
      harness.add(RUN.spec());
      for (FeedbackItem item : FEEDBACK) {
        harness.add(item);
      }
      for (SpecificRecordBase record : of(0)) {
        harness.add(record);
      }
      FeatureBatch batch = ofOrdinal(1).get(0);
      for (SpecificRecordBase record : of(1)) {
        harness.add(
            record.equals(batch) ? new FeatureCheck().failed(batch, "checkpoint is gone") : record);
      }
      for (SpecificRecordBase record : of(2)) {
        harness.add(record);
      }
      assertThat(harness.report("policy", 1).getStatus()).isEqualTo(ReportStatus.INCOMPLETE);
      assertThat(harness.report("policy", 1).getReason()).isEqualTo("checkpoint is gone");
      assertThat(harness.report("policy", 1).getImplicitBatches()).isZero();
      assertThat(harness.report("policy", 2).getStatus()).isEqualTo(ReportStatus.COMPLETE);
      assertThat(harness.reports).hasSize(PROBES.size() * 3);
    }
  }

  @Test
  void saysOfLaterCheckpointsThatTheBaseIsIncomplete() throws Exception {
    try (ProbeHarness harness = new ProbeHarness()) {
      LogProbBatch batch = LOG_PROBS.get(0);
      for (SpecificRecordBase record : all()) {
        harness.add(record.equals(batch) ? new LogProbCheck().failed(batch, "lost") : record);
      }
      assertThat(harness.report("policy", 0).getReason()).isEqualTo("lost");
      assertThat(harness.report("delta-ridge.refit", 2).getReason())
          .isEqualTo("the base checkpoint is incomplete: lost");
    }
  }

  @Test
  void reportsRowsThatDifferFromTheBasesAsIncomplete() throws Exception {
    try (ProbeHarness harness = new ProbeHarness()) {
      LogProbBatch batch =
          LOG_PROBS.stream()
              .filter(b -> b.getPosition().getOrdinal() == 1 && b.getLexicon() != null)
              .findFirst()
              .orElseThrow();
      List<Integer> tokens = new ArrayList<>(batch.getTokens());
      tokens.set(0, 7);
      for (SpecificRecordBase record : all()) {
        harness.add(
            record.equals(batch)
                ? LogProbBatch.newBuilder(batch).setTokens(tokens).build()
                : record);
      }
      assertThat(harness.report("policy", 1).getReason())
          .startsWith("log-probabilities in shard 0, batch 1 are not of the same rows");
      assertThat(harness.report("policy", 2).getStatus()).isEqualTo(ReportStatus.COMPLETE);
    }
  }

  @Test
  void publishesNoScoreThatCannotBeHeldAgainstRawActivations() throws Exception {
    try (ProbeHarness harness = new ProbeHarness()) {
      for (SpecificRecordBase record : all()) {
        harness.add(
            record instanceof FeatureBatch batch
                ? FeatureBatch.newBuilder(batch).setActivations(ByteBuffer.allocate(0)).build()
                : record);
      }
      assertThat(harness.reports).hasSize(PROBES.size() * 3);
      for (ProbeReport report : harness.reports) {
        boolean ofFeatures = report.getProbe().matches("(delta|direct|pair)-.*");
        assertThat(report.getScores().isEmpty()).as(report.getProbe()).isEqualTo(ofFeatures);
        if (ofFeatures) {
          assertThat(report.getStatus()).isEqualTo(ReportStatus.COMPLETE);
          assertThat(report.getReason()).contains("cannot be held against raw activations");
          assertThat(report.getImplicitBatches()).isZero();
        }
      }
    }
  }

  @Test
  void waitsForTheWholeFeedback() throws Exception {
    try (ProbeHarness harness = new ProbeHarness()) {
      for (SpecificRecordBase record : all()) {
        if (!record.equals(FEEDBACK.get(5))) {
          harness.add(record);
        }
      }
      assertThat(harness.reports).isEmpty();
      harness.add(FEEDBACK.get(4));
      assertThat(harness.reports).isEmpty();
      harness.add(FEEDBACK.get(5));
      assertThat(harness.reports).hasSize(PROBES.size() * 3);
    }
  }

  @Test
  void refusesBatchesOfARunThatNobodySpecifies() throws Exception {
    try (ProbeHarness harness = new ProbeHarness()) {
      for (SpecificRecordBase record : of(0)) {
        harness.add(record);
      }
      harness.passTime(ProbeHarness.PATIENCE);
      assertThat(harness.rejectedFeatures).hasSize(ofOrdinal(0).size());
      assertThat(harness.rejectedLogProbs)
          .hasSize(4)
          .extracting(Rejected::reason)
          .containsOnly("nobody has specified a run run");
    }
  }

  private static List<SpecificRecordBase> of(int ordinal) {
    List<SpecificRecordBase> records = new ArrayList<>(ofOrdinal(ordinal));
    records.add(RUN.checkpoint(ordinal));
    LOG_PROBS.stream().filter(b -> b.getPosition().getOrdinal() == ordinal).forEach(records::add);
    return records;
  }

  private static List<FeatureBatch> ofOrdinal(int ordinal) {
    return features.stream().filter(b -> b.getPosition().getOrdinal() == ordinal).toList();
  }

  private static Score score(ProbeReport report, String name) {
    return report.getScores().stream()
        .filter(score -> score.getName().equals(name))
        .findFirst()
        .orElseThrow();
  }
}
