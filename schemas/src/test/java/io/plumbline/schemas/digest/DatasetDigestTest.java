package io.plumbline.schemas.digest;

import static org.assertj.core.api.Assertions.assertThat;

import io.plumbline.schemas.record.Candidate;
import io.plumbline.schemas.record.CandidateRole;
import io.plumbline.schemas.record.FeedbackItem;
import io.plumbline.schemas.record.ItemForm;
import io.plumbline.schemas.serde.TrustedRecords;
import java.util.List;
import org.junit.jupiter.api.Test;

class DatasetDigestTest {
  static {
    TrustedRecords.trust();
  }

  private static final FeedbackItem FIRST = item(0, "it was good");
  private static final FeedbackItem SECOND = item(1, "it was bad");

  /**
   * Runs are started by one version and replayed by another: a schema that changes these bytes
   * makes their feedback look like another one.
   */
  @Test
  void staysTheSameInAllVersions() {
    assertThat(DatasetDigest.of(List.of(FIRST, SECOND)))
        .isEqualTo("f4fb0888ac489c5e4687251e5766156b1a6cb71a7b136ea120107bfef1457fb3");
  }

  @Test
  void hangsOnNeitherOrderNorTheName() {
    String digest = DatasetDigest.of(List.of(FIRST, SECOND));
    assertThat(DatasetDigest.of(List.of(SECOND, FIRST))).isEqualTo(digest);
    FeedbackItem renamed = FeedbackItem.newBuilder(FIRST).setDataset("other").build();
    assertThat(DatasetDigest.of(List.of(renamed, SECOND))).isEqualTo(digest);
    FeedbackItem changed = FeedbackItem.newBuilder(FIRST).setContext("it is").build();
    assertThat(DatasetDigest.of(List.of(changed, SECOND))).isNotEqualTo(digest);
  }

  private static FeedbackItem item(int index, String text) {
    return FeedbackItem.newBuilder()
        .setDataset("set")
        .setItem("item-" + index)
        .setIndex(index)
        .setForm(ItemForm.SCORED)
        .setContext("")
        .setCandidates(
            List.of(
                Candidate.newBuilder()
                    .setText(text)
                    .setTarget(text)
                    .setRole(CandidateRole.COMPLETION)
                    .setReward(1.0)
                    .build()))
        .build();
  }
}
