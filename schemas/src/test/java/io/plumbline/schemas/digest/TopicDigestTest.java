package io.plumbline.schemas.digest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.plumbline.schemas.record.DriftReport;
import io.plumbline.schemas.record.ReportStatus;
import io.plumbline.schemas.record.Severity;
import java.util.List;
import org.junit.jupiter.api.Test;

class TopicDigestTest {

  @Test
  void doesNotDependOnArrivalOrder() {
    assertThat(digest(report(0, 1), report(1, 1), report(10, 2)))
        .isEqualTo(digest(report(10, 2), report(0, 1), report(1, 1)));
  }

  @Test
  void changesWithContent() {
    assertThat(digest(report(0, 1))).isNotEqualTo(digest(report(0, 2)));
    assertThat(digest(report(0, 1))).isNotEqualTo(digest(report(1, 1)));
    assertThat(digest()).isNotEqualTo(digest(report(0, 1)));
  }

  @Test
  void countsARecordThatCameTwice() {
    TopicDigest digest = new TopicDigest();
    digest.add(report(0, 1));
    digest.add(report(0, 1));
    assertThat(digest.size()).isEqualTo(1);
    assertThat(digest.duplicates()).isEqualTo(1);
    assertThat(digest.hex()).isEqualTo(digest(report(0, 1)));
  }

  @Test
  void refusesTwoContentsForOneId() {
    TopicDigest digest = new TopicDigest();
    digest.add(report(3, 1));
    assertThatThrownBy(() -> digest.add(report(3, 2)))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("DriftReport")
        .hasMessageContaining("run-a/0000000003");
  }

  @Test
  void seedsDifferByPurposeAndRun() {
    assertThat(Sha256.seed("run", "folds")).isEqualTo(Sha256.seed("run", "folds"));
    assertThat(Sha256.seed("run", "folds")).isNotEqualTo(Sha256.seed("run", "shuffle"));
    assertThat(Sha256.seed("run", "folds")).isNotEqualTo(Sha256.seed("other", "folds"));
    assertThat(Sha256.hex(new byte[0]))
        .isEqualTo("e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
  }

  private static String digest(DriftReport... reports) {
    TopicDigest digest = new TopicDigest();
    List.of(reports).forEach(digest::add);
    return digest.hex();
  }

  private static DriftReport report(int ordinal, long time) {
    return DriftReport.newBuilder()
        .setRun("run-a")
        .setStep(ordinal * 15)
        .setOrdinal(ordinal)
        .setCheckpoint("c" + ordinal)
        .setTime(time)
        .setStatus(ReportStatus.COMPLETE)
        .setMeasures(List.of())
        .setSeverity(Severity.NONE)
        .setDivergent(List.of())
        .build();
  }
}
