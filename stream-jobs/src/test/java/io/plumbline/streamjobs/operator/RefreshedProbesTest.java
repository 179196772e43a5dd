package io.plumbline.streamjobs.operator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.plumbline.schemas.record.ActivationBatch;
import io.plumbline.schemas.record.FeatureBatch;
import io.plumbline.schemas.record.ProbeReport;
import io.plumbline.schemas.record.ReportStatus;
import io.plumbline.schemas.record.RunSpec;
import io.plumbline.schemas.record.Score;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.apache.avro.specific.SpecificRecordBase;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Probes of refreshed dictionaries, beside those of the null step. */
class RefreshedProbesTest {
  private static final TinyRun RUN = new TinyRun("run", 3);
  private static final RunSpec ON = RUN.refreshedSpec();
  private static final List<String> REFRESHED =
      List.of(
          "delta-ridge.frozen.refreshed",
          "delta-ridge.incremental.refreshed",
          "delta-ridge.refit.refreshed",
          "pair-logistic.frozen.refreshed",
          "pair-logistic.incremental.refreshed",
          "pair-logistic.refit.refreshed");
  private static final int PROBES = 19;
  private static List<SpecificRecordBase> records;
  private static List<ProbeReport> reports;
  private static String digest;

  @BeforeAll
  static void probe() throws Exception {
    records = records(ON);
    try (ProbeHarness harness = new ProbeHarness()) {
      for (SpecificRecordBase record : records) {
        harness.add(record);
      }
      reports = List.copyOf(harness.reports);
      digest = harness.digest();
    }
  }

  private static List<SpecificRecordBase> records(RunSpec spec) throws Exception {
    List<SpecificRecordBase> all = new ArrayList<>();
    all.add(spec);
    all.addAll(TinyFeedback.items());
    try (SaeHarness sae = new SaeHarness()) {
      sae.specify(spec);
      for (ActivationBatch batch : RUN.activations()) {
        sae.add(batch);
      }
      all.addAll(sae.features);
    }
    all.addAll(RUN.logProbs());
    for (int ordinal = 0; ordinal < RUN.checkpoints(); ordinal++) {
      all.add(RUN.checkpoint(ordinal));
    }
    return all;
  }

  @Test
  void eachScoreHasItsNullStepBesideIt() {
    assertThat(reports)
        .hasSize(3 * PROBES)
        .allMatch(report -> report.getStatus() == ReportStatus.COMPLETE)
        .allMatch(report -> report.getReports() == PROBES);
    for (String probe : REFRESHED) {
      for (int ordinal = probe.contains("incremental") ? 1 : 0; ordinal < 3; ordinal++) {
        ProbeReport report = report(probe, ordinal);
        String main = probe.startsWith("pair") ? "auc" : "kendall_tau";
        for (String scope : List.of("", "." + TinyRun.HOOKS.get(0), "." + TinyRun.HOOKS.get(1))) {
          double score = value(report.getScores(), main + scope);
          double beside = value(report.getControls(), "null_step" + scope);
          assertThat(value(report.getScores(), "beyond_null" + scope))
              .as("%s %d%s", probe, ordinal, scope)
              .isCloseTo(score - beside, within(1e-12));
          if (ordinal == 0) {
            assertThat(beside).isEqualTo(score);
          }
          value(report.getControls(), "raw" + scope);
          value(report.getControls(), "shuffled" + scope);
        }
      }
      assertThat(report(probe, 2).getMethod()).contains("null step");
    }
  }

  @Test
  void theBaseIsItsOwnNullStep() {
    ProbeReport base = report("dictionary.refresh", 0);
    assertThat(value(base.getScores(), "moved"))
        .isPositive()
        .isEqualTo(value(base.getControls(), "null_moved"));
    assertThat(value(base.getScores(), "apart")).isZero();
    ProbeReport later = report("dictionary.refresh", 2);
    assertThat(value(later.getScores(), "apart")).isPositive();
    assertThat(value(later.getControls(), "null_gain")).isEqualTo(value(base.getScores(), "gain"));
    double mean =
        (value(later.getScores(), "gain_beyond_null." + TinyRun.HOOKS.get(0))
                + value(later.getScores(), "gain_beyond_null." + TinyRun.HOOKS.get(1)))
            / 2;
    assertThat(value(later.getScores(), "gain_beyond_null")).isCloseTo(mean, within(1e-12));
  }

  /** Under the same digest, so that folds and resamples are the same. */
  @Test
  void otherReportsAreThoseOfARunThatRefreshesNothing() throws Exception {
    RunSpec off = RunSpec.newBuilder(RUN.spec()).setDigest(ON.getDigest()).build();
    try (ProbeHarness harness = new ProbeHarness()) {
      for (SpecificRecordBase record : records(off)) {
        harness.add(record);
      }
      List<ProbeReport> others =
          reports.stream()
              .filter(r -> !r.getProbe().contains("refresh"))
              .map(r -> ProbeReport.newBuilder(r).setReports(12).build())
              .toList();
      assertThat(harness.reports).containsExactlyElementsOf(others);
    }
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2})
  void givesTheSameBytesForAnyOrderOfArrivalWithDuplicatesAndCrashes(long seed) throws Exception {
    Random random = new Random(seed);
    List<SpecificRecordBase> shuffled = new ArrayList<>(records);
    for (int i = 0; i < 20; i++) {
      shuffled.add(records.get(random.nextInt(records.size())));
    }
    Collections.shuffle(shuffled, random);
    try (ProbeHarness harness = new ProbeHarness()) {
      for (SpecificRecordBase record : shuffled) {
        harness.add(record);
        if (random.nextInt(100) == 0) {
          harness.restart();
        }
      }
      assertThat(harness.digest()).isEqualTo(digest);
    }
  }

  @Test
  void saysWhyThereIsNoRefresh() throws Exception {
    try (ProbeHarness harness = new ProbeHarness()) {
      for (SpecificRecordBase record : records) {
        harness.add(
            record instanceof FeatureBatch batch
                ? FeatureBatch.newBuilder(batch).setRefresh(null).build()
                : record);
      }
      for (ProbeReport report : harness.reports) {
        if (report.getProbe().contains("refresh")) {
          assertThat(report.getScores()).isEmpty();
          assertThat(report.getReason()).contains("came without a refresh");
        } else {
          assertThat(report.getStatus()).isEqualTo(ReportStatus.COMPLETE);
        }
      }
    }
  }

  private static ProbeReport report(String probe, int ordinal) {
    return reports.stream()
        .filter(r -> r.getProbe().equals(probe) && r.getOrdinal() == ordinal)
        .findFirst()
        .orElseThrow();
  }

  private static double value(List<Score> scores, String name) {
    return scores.stream()
        .filter(score -> score.getName().equals(name))
        .findFirst()
        .orElseThrow(() -> new AssertionError(name))
        .getValue();
  }
}
