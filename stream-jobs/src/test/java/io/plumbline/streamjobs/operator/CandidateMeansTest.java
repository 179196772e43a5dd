package io.plumbline.streamjobs.operator;

import static org.assertj.core.api.Assertions.assertThat;

import io.plumbline.streamjobs.linalg.CsrMatrix;
import io.plumbline.streamjobs.linalg.FloatMatrix;
import java.util.List;
import org.junit.jupiter.api.Test;

class CandidateMeansTest {
  private static final FloatMatrix DENSE =
      new FloatMatrix(4, 3, new float[] {1, 0, 2, 0, 0, 4, 3, 1, 0, 0, 5, 0});
  private static final CsrMatrix TOKENS = CsrMatrix.of(DENSE);
  private static final float[] MEANS = {2, 0.5f, 1, 0, 0, 4, 0, 5, 0};

  @Test
  void leavesSingleRowsAsTheyAre() {
    CandidateMeans means = CandidateMeans.of(List.of("a", "a", "b", "b"), List.of(0, 1, 0, 1));
    assertThat(means.of(TOKENS)).isSameAs(TOKENS);
    assertThat(means.of(DENSE)).isSameAs(DENSE);
    assertThat(means.tokens()).containsExactly(1, 1, 1, 1);
  }

  @Test
  void averagesTheTokensOfACandidateAndCountsZeros() {
    CandidateMeans means = CandidateMeans.of(List.of("b", "a", "b", "b"), List.of(1, 0, 1, 0));
    assertThat(means.items()).containsExactly("b", "a", "b");
    assertThat(means.candidates()).containsExactly(1, 0, 0);
    assertThat(means.tokens()).containsExactly(2, 1, 1);
    assertThat(means.of(TOKENS).toDense().values()).containsExactly(MEANS);
    assertThat(means.of(DENSE).values()).containsExactly(MEANS);
  }
}
