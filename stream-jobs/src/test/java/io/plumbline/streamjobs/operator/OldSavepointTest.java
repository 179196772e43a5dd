package io.plumbline.streamjobs.operator;

import static org.assertj.core.api.Assertions.assertThat;

import io.plumbline.schemas.record.ProbeReport;
import io.plumbline.schemas.record.ReportStatus;
import io.plumbline.schemas.record.Score;
import java.nio.file.Path;
import java.util.List;
import org.apache.avro.specific.SpecificRecordBase;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * A run that an older build has begun is finished by this one from the older build's savepoint,
 * with the results that it has where this build does all of it. The directories below {@code
 * /savepoints} are named by the builds.
 */
class OldSavepointTest {
  /** Directory that the savepoints of this build are to be written to. */
  private static final String WRITE = "plumbline.savepoints";

  /** Scores and controls that builds have not always had. */
  private static final String NEWER =
      ".*:(change_|selectivity|spearman).*|direct-ridge:change.*|policy.*:bag_of_words";

  @Test
  @EnabledIfSystemProperty(named = WRITE, matches = ".+")
  void writesThoseOfThisBuild() throws Exception {
    Path directory = Path.of(System.getProperty(WRITE));
    Savepoints.write(directory);
    assertThat(directory.resolve(Savepoints.SAE)).isNotEmptyFile();
  }

  @ParameterizedTest
  @ValueSource(strings = "99fe036")
  void ofEncodingIsRestored(String build) throws Exception {
    List<SpecificRecordBase> records = Savepoints.sae(Savepoints.probedSpec(build));
    try (SaeHarness whole = new SaeHarness();
        SaeHarness restored = new SaeHarness()) {
      Savepoints.addSae(whole, records);
      Savepoints.addSae(restored, Savepoints.first(records));
      int before = restored.features.size();
      restored.restart(Savepoints.read(build, Savepoints.SAE));
      Savepoints.addSae(restored, Savepoints.rest(records));
      assertThat(restored.features).hasSizeGreaterThan(before);
      assertThat(restored.rejected).isEmpty();
      assertThat(restored.featuresDigest("run")).isEqualTo(whole.featuresDigest("run"));
      assertThat(restored.dictionariesDigest("run")).isEqualTo(whole.dictionariesDigest("run"));
    }
  }

  @ParameterizedTest
  @ValueSource(strings = "99fe036")
  void ofProbesIsRestored(String build) throws Exception {
    List<SpecificRecordBase> records = Savepoints.probe(Savepoints.probedSpec(build));
    try (ProbeHarness whole = new ProbeHarness();
        ProbeHarness restored = new ProbeHarness()) {
      Savepoints.addProbe(whole, records);
      Savepoints.addProbe(restored, Savepoints.first(records));
      int before = restored.reports.size();
      restored.restart(Savepoints.read(build, Savepoints.PROBE));
      Savepoints.addProbe(restored, Savepoints.rest(records));
      assertThat(restored.reports).hasSizeGreaterThan(before);
      assertThat(restored.reports).allMatch(r -> r.getStatus() == ReportStatus.COMPLETE);
      assertThat(known(restored.reports)).isEqualTo(known(whole.reports));
      assertThat(restored.implicit).isEqualTo(whole.implicit);
    }
  }

  /** The reports without the scores of which the older build has not kept the base. */
  private static List<ProbeReport> known(List<ProbeReport> reports) {
    return reports.stream()
        .map(
            report ->
                ProbeReport.newBuilder(report)
                    .setScores(known(report, report.getScores()))
                    .setControls(known(report, report.getControls()))
                    .build())
        .toList();
  }

  private static List<Score> known(ProbeReport report, List<Score> scores) {
    return scores.stream()
        .filter(score -> !(report.getProbe() + ":" + score.getName()).matches(NEWER))
        .toList();
  }

  @ParameterizedTest
  @ValueSource(strings = "99fe036")
  void ofAttributionIsRestored(String build) throws Exception {
    List<SpecificRecordBase> records = Savepoints.attribution(Savepoints.attributedSpec(build));
    try (AttributionHarness whole = new AttributionHarness();
        AttributionHarness restored = new AttributionHarness()) {
      Savepoints.addAttribution(whole, records);
      Savepoints.addAttribution(restored, Savepoints.first(records));
      int before = restored.reports.size();
      restored.restart(Savepoints.read(build, Savepoints.ATTRIBUTION));
      Savepoints.addAttribution(restored, Savepoints.rest(records));
      assertThat(restored.reports).hasSizeGreaterThan(before);
      assertThat(restored.reports).allMatch(r -> r.getStatus() == ReportStatus.COMPLETE);
      assertThat(restored.digest()).isEqualTo(whole.digest());
    }
  }
}
