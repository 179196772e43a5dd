package io.plumbline.streamjobs.operator;

import static org.assertj.core.api.Assertions.assertThat;

import io.plumbline.schemas.record.ActivationBatch;
import io.plumbline.schemas.record.FeatureBatch;
import io.plumbline.schemas.record.FeedbackItem;
import io.plumbline.schemas.record.LogProbBatch;
import io.plumbline.schemas.record.RowRole;
import io.plumbline.schemas.record.RunSpec;
import io.plumbline.streamjobs.source.Rejected;
import java.time.Duration;
import java.util.List;
import org.apache.avro.specific.SpecificRecordBase;
import org.junit.jupiter.api.Test;

/**
 * A run that nothing is heard of for long is forgotten whole; one that is heard of now and then is
 * not, however long it lasts. What comes of a forgotten run becomes dead letters.
 */
class ForgottenRunTest {
  private static final Duration DAY = Duration.ofDays(1);
  private static final String FORGOTTEN =
      "run run is forgotten, because nothing was heard of it for 3 days; watch it again under"
          + " another name";
  private static final String UNKNOWN = "nobody has specified a run run";
  private static final TinyRun RUN = new TinyRun("run", 3);
  private static final TinyRun OTHER = new TinyRun("other", 1);
  private static final String HOOK = TinyRun.HOOKS.get(0);

  private static List<ActivationBatch> of(int ordinal) {
    return RUN.activations().stream()
        .filter(batch -> batch.getPosition().getOrdinal() == ordinal)
        .toList();
  }

  @Test
  void ofEncoding() throws Exception {
    try (SaeHarness harness = new SaeHarness()) {
      harness.specify(OTHER.spec());
      long empty = harness.stateSize();
      harness.specify(RUN.spec());
      for (ActivationBatch batch : of(0)) {
        harness.add(batch);
      }
      int encoded = harness.features.size();
      for (int day = 0; day < 10; day++) {
        harness.passTime(DAY);
        harness.hearOf("run");
        harness.hearOf("other");
      }
      harness.restart();
      for (ActivationBatch batch : of(1)) {
        harness.add(batch);
      }
      assertThat(harness.features).hasSizeGreaterThan(encoded);
      assertThat(harness.features).allMatch(batch -> batch.getPosition().getFailure() == null);
      for (int day = 0; day < 7; day++) {
        harness.passTime(DAY);
        harness.hearOf("other");
      }
      assertThat(harness.stateSize()).isLessThan(empty + 200);
      encoded = harness.features.size();
      for (ActivationBatch batch : of(2)) {
        harness.add(batch);
      }
      harness.passTime(SaeHarness.PATIENCE);
      assertThat(harness.features).hasSize(encoded);
      assertThat(harness.rejected)
          .hasSize(of(2).size())
          .extracting(Rejected::reason)
          .containsOnly(UNKNOWN);
    }
  }

  @Test
  void saysOfWhatStillWaitedThatTheRunIsForgotten() throws Exception {
    try (SaeHarness harness = new SaeHarness()) {
      Activations data = new Activations("run", List.of(HOOK), 4, 8);
      harness.specify(RUN.spec());
      harness.add(data.batch(HOOK, RowRole.TARGET, data.position(0, 0, 1, 0, true)));
      harness.passTime(DAY.multipliedBy(3));
      assertThat(harness.rejected).extracting(Rejected::reason).containsExactly(FORGOTTEN);
    }
  }

  @Test
  void ofProbes() throws Exception {
    List<FeatureBatch> features = SaeHarness.encode(RUN);
    try (ProbeHarness harness = new ProbeHarness()) {
      long empty = harness.stateSize();
      harness.add(RUN.spec());
      for (FeedbackItem item : TinyFeedback.items()) {
        harness.add(item);
      }
      addProbed(harness, features, 0);
      for (int day = 0; day < 10; day++) {
        harness.passTime(DAY);
        harness.hearOf("run");
      }
      harness.restart();
      addProbed(harness, features, 1);
      assertThat(harness.reports).hasSize(24);
      harness.passTime(DAY.multipliedBy(7));
      harness.hearOf("other");
      assertThat(harness.stateSize()).isLessThan(empty + 200);
      addProbed(harness, features, 2);
      harness.passTime(ProbeHarness.PATIENCE);
      assertThat(harness.reports).hasSize(24);
      assertThat(harness.rejectedFeatures).extracting(Rejected::reason).containsOnly(UNKNOWN);
      assertThat(harness.rejectedLogProbs).hasSize(4);
    }
  }

  private static void addProbed(ProbeHarness harness, List<FeatureBatch> features, int ordinal)
      throws Exception {
    harness.add(RUN.checkpoint(ordinal));
    for (FeatureBatch batch : features) {
      if (batch.getPosition().getOrdinal() == ordinal) {
        harness.add(batch);
      }
    }
    for (LogProbBatch batch : RUN.logProbs()) {
      if (batch.getPosition().getOrdinal() == ordinal) {
        harness.add(batch);
      }
    }
  }

  @Test
  void ofAttribution() throws Exception {
    TinyDecisions run = new TinyDecisions("run", 3, false);
    try (AttributionHarness harness = new AttributionHarness()) {
      long empty = harness.stateSize();
      harness.add(run.spec());
      for (FeedbackItem item : TinyFeedback.items()) {
        harness.add(item);
      }
      addAll(harness, run.of(0));
      for (int day = 0; day < 10; day++) {
        harness.passTime(DAY);
        harness.hearOf("run");
      }
      harness.restart();
      addAll(harness, run.of(1));
      assertThat(harness.reports).hasSize(2);
      harness.passTime(DAY.multipliedBy(7));
      harness.hearOf("other");
      assertThat(harness.stateSize()).isLessThan(empty + 200);
      assertThat(harness.rejectedActivations).isEmpty();
      addAll(harness, run.of(2));
      harness.passTime(AttributionHarness.PATIENCE);
      assertThat(harness.reports).hasSize(2);
      assertThat(harness.rejectedReadouts).extracting(Rejected::reason).containsOnly(UNKNOWN);
    }
  }

  private static void addAll(AttributionHarness harness, List<SpecificRecordBase> records)
      throws Exception {
    for (SpecificRecordBase record : records) {
      harness.add(record);
    }
  }

  /** A dataset stays as long as a run needs it, and no longer. */
  @Test
  void feedbackStaysAsLongAsARunNeedsIt() throws Exception {
    RunSpec late = new TinyRun("late", 1).spec();
    try (ProbeHarness harness = new ProbeHarness()) {
      long empty = harness.stateSize();
      for (FeedbackItem item : TinyFeedback.items()) {
        harness.add(item);
      }
      harness.passTime(DAY.multipliedBy(2));
      harness.add(RUN.spec());
      harness.passTime(DAY.multipliedBy(2));
      harness.add(late);
      long all = harness.stateSize();
      harness.passTime(DAY.multipliedBy(2));
      harness.hearOf("late");
      assertThat(harness.stateSize()).isBetween((all + empty) / 2, all);
      harness.passTime(DAY.multipliedBy(4));
      harness.hearOf("late");
      assertThat(harness.stateSize()).isLessThan(empty + 200);
    }
  }
}
