package io.plumbline.streamjobs.operator;

import static org.assertj.core.api.Assertions.assertThat;

import io.plumbline.schemas.record.ActivationBatch;
import io.plumbline.schemas.record.AttributionReport;
import io.plumbline.schemas.record.BatchPosition;
import io.plumbline.schemas.record.CheckpointArrived;
import io.plumbline.schemas.record.FeatureBatch;
import io.plumbline.schemas.record.FeedbackItem;
import io.plumbline.schemas.record.LogProbBatch;
import io.plumbline.schemas.record.ReadoutBatch;
import io.plumbline.schemas.record.ReportStatus;
import io.plumbline.streamjobs.source.Rejected;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import org.apache.avro.specific.SpecificRecordBase;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * What is bad of the evidence that probes and attributions read makes its own checkpoint
 * incomplete, with the reason, and no other one wait.
 */
class BadEvidenceTest {
  private static final TinyRun RUN = new TinyRun("run", 3);
  private static final TinyDecisions DECISIONS = new TinyDecisions("run", 4, false);
  private static List<FeatureBatch> features;

  @BeforeAll
  static void encode() throws Exception {
    features = SaeHarness.encode(RUN);
  }

  private static List<SpecificRecordBase> probed() {
    List<SpecificRecordBase> all = new ArrayList<>();
    all.add(RUN.spec());
    all.addAll(TinyFeedback.items());
    for (int ordinal = 0; ordinal < RUN.checkpoints(); ordinal++) {
      all.add(RUN.checkpoint(ordinal));
    }
    all.addAll(features);
    all.addAll(RUN.logProbs());
    return all;
  }

  private static List<SpecificRecordBase> attributed() {
    List<SpecificRecordBase> all = new ArrayList<>();
    all.add(DECISIONS.spec());
    all.addAll(TinyFeedback.items());
    all.addAll(DECISIONS.all());
    return all;
  }

  @Test
  void lostLogProbabilitiesMakeTheirCheckpointIncomplete() throws Exception {
    try (ProbeHarness harness = new ProbeHarness()) {
      int ofTheSecond = 0;
      for (SpecificRecordBase record : probed()) {
        boolean lost =
            record instanceof LogProbBatch batch
                && batch.getPosition().getOrdinal() == 1
                && ofTheSecond++ == 2;
        if (lost) {
          harness.loseLogProbs("run");
        } else {
          harness.add(record);
        }
      }
      assertIncomplete(harness, 1, Positions.lost("the log-probabilities"));
    }
  }

  @Test
  void lostFeaturesMakeTheCheckpointOfTheirStepIncomplete() throws Exception {
    try (ProbeHarness harness = new ProbeHarness()) {
      harness.loseFeatures("run/15");
      harness.loseFeatures("run/no-step");
      for (SpecificRecordBase record : probed()) {
        harness.add(record);
      }
      assertIncomplete(harness, 1, Positions.lost("the features"));
      assertThat(harness.rejectedFeatures).isEmpty();
    }
  }

  @Test
  void aLostAnnouncementMakesItsCheckpointIncomplete() throws Exception {
    try (ProbeHarness harness = new ProbeHarness()) {
      for (SpecificRecordBase record : probed()) {
        if (record.equals(RUN.checkpoint(1))) {
          harness.loseAnnouncement("run");
        } else {
          harness.add(record);
        }
      }
      assertIncomplete(harness, 1, Positions.LOST_ANNOUNCEMENT);
      assertThat(harness.report("policy", 1).getStep()).isEqualTo(15);
    }
  }

  @Test
  void aStepThatGoesBackIsRefusedAndItsCheckpointIncomplete() throws Exception {
    LogProbBatch first =
        RUN.logProbs().stream()
            .filter(b -> b.getPosition().getOrdinal() == 2)
            .findFirst()
            .orElseThrow();
    try (ProbeHarness harness = new ProbeHarness()) {
      for (SpecificRecordBase record : probed()) {
        harness.add(
            record.equals(first)
                ? LogProbBatch.newBuilder(first).setPosition(back(first.getPosition())).build()
                : record);
      }
      String why = "it goes back to step 3, while checkpoint 1 of its run was at step 15";
      assertThat(harness.rejectedLogProbs).extracting(Rejected::reason).containsExactly(why);
      assertIncomplete(harness, 2, Succession.refused(why));
    }
  }

  @Test
  void featuresOfAnotherCheckpointAreRefused() throws Exception {
    FeatureBatch one =
        features.stream().filter(b -> b.getPosition().getOrdinal() == 1).toList().get(3);
    BatchPosition other =
        BatchPosition.newBuilder(one.getPosition()).setCheckpoint("another").build();
    try (ProbeHarness harness = new ProbeHarness()) {
      for (SpecificRecordBase record : probed()) {
        harness.add(
            record.equals(one) ? FeatureBatch.newBuilder(one).setPosition(other).build() : record);
      }
      assertThat(harness.rejectedFeatures)
          .singleElement()
          .satisfies(rejected -> assertThat(rejected.reason()).contains("digest another"));
      assertThat(harness.report("policy", 1).getStatus()).isEqualTo(ReportStatus.INCOMPLETE);
      assertThat(harness.report("policy", 2).getStatus()).isEqualTo(ReportStatus.COMPLETE);
    }
  }

  private static BatchPosition back(BatchPosition position) {
    return BatchPosition.newBuilder(position).setStep(3).build();
  }

  /** All other checkpoints are complete. */
  private static void assertIncomplete(ProbeHarness harness, int ordinal, String reason) {
    for (int other = 0; other < 3; other++) {
      assertThat(harness.report("policy", other).getStatus())
          .isEqualTo(other == ordinal ? ReportStatus.INCOMPLETE : ReportStatus.COMPLETE);
    }
    assertThat(harness.report("policy", ordinal).getReason()).isEqualTo(reason);
    assertThat(harness.reports).hasSize(12 * 3);
  }

  @Test
  void feedbackThatIsNotTheRunsMakesItsCheckpointsIncomplete() throws Exception {
    FeedbackItem item = TinyFeedback.items().get(4);
    FeedbackItem other = FeedbackItem.newBuilder(item).setContext("it was not so").build();
    for (boolean specifiedLast : new boolean[] {false, true}) {
      List<SpecificRecordBase> records = new ArrayList<>(probed());
      records.set(records.indexOf(item), other);
      if (specifiedLast) {
        records.add(records.remove(0));
      }
      try (ProbeHarness harness = new ProbeHarness()) {
        for (SpecificRecordBase record : records) {
          harness.add(record);
        }
        assertThat(harness.report("policy", 0).getReason())
            .startsWith("the feedback tiny is not what the run was started with: its digest is ");
        assertThat(harness.reports)
            .hasSize(12 * 3)
            .extracting(r -> r.getStatus())
            .containsOnly(ReportStatus.INCOMPLETE);
        assertThat(harness.rejectedRuns).hasSize(specifiedLast ? 1 : 0);
        assertThat(harness.rejectedItems).hasSize(specifiedLast ? 0 : 1);
      }
    }
    List<SpecificRecordBase> records = new ArrayList<>(attributed());
    records.set(records.indexOf(item), other);
    assertThat(attribution(records, UnaryOperator.identity()).get(1).getReason())
        .contains("is not what the run was started with");
  }

  @Test
  void lostRecordsOfDecisionsMakeTheirCheckpointIncomplete() throws Exception {
    String hook = TinyDecisions.HOOKS.get(1);
    assertLost(
        record -> record instanceof ReadoutBatch b && b.getPosition().getOrdinal() == 2,
        DecisionEvidence.ofReadout(Runs.lost("run", 0)),
        Positions.lost("the readouts"));
    assertLost(
        record ->
            record instanceof ActivationBatch b
                && b.getPosition().getOrdinal() == 2
                && b.getHook().equals(hook),
        DecisionEvidence.ofActivations(Runs.lost("run/" + hook, 0)),
        Positions.lost("the activations at " + hook));
    assertLost(
        record -> record instanceof CheckpointArrived c && c.getOrdinal() == 2,
        DecisionEvidence.ofCheckpoint(Runs.lost("run", 0)),
        Positions.LOST_ANNOUNCEMENT);
  }

  private static void assertLost(
      Predicate<SpecificRecordBase> which, DecisionEvidence lost, String reason) throws Exception {
    try (AttributionHarness harness = new AttributionHarness()) {
      boolean done = false;
      for (SpecificRecordBase record : attributed()) {
        if (!done && which.test(record)) {
          done = true;
          harness.lose(lost);
        } else {
          harness.add(record);
        }
      }
      assertThat(harness.reports)
          .extracting(AttributionReport::getStatus)
          .containsExactly(
              ReportStatus.COMPLETE,
              ReportStatus.COMPLETE,
              ReportStatus.INCOMPLETE,
              ReportStatus.COMPLETE);
      assertThat(harness.reports.get(2).getReason()).isEqualTo(reason);
      assertThat(harness.reports.get(2).getStep()).isEqualTo(30);
    }
  }

  @Test
  void decisionsOfAStepThatGoesBackAreRefused() throws Exception {
    ReadoutBatch batch =
        (ReadoutBatch)
            DECISIONS.of(2).stream().filter(r -> r instanceof ReadoutBatch).findFirst().get();
    List<AttributionReport> reports =
        attribution(
            attributed(),
            record ->
                record.equals(batch)
                    ? ReadoutBatch.newBuilder(batch).setPosition(back(batch.getPosition())).build()
                    : record);
    assertThat(reports.get(2).getReason())
        .isEqualTo(
            Succession.refused(
                "it goes back to step 3, while checkpoint 1 of its run was at step 15"));
    assertThat(reports.get(3).getStatus()).isEqualTo(ReportStatus.COMPLETE);
  }

  private static List<AttributionReport> attribution(
      List<SpecificRecordBase> records, UnaryOperator<SpecificRecordBase> change) throws Exception {
    try (AttributionHarness harness = new AttributionHarness()) {
      for (SpecificRecordBase record : records) {
        harness.add(change.apply(record));
      }
      return harness.reports;
    }
  }
}
