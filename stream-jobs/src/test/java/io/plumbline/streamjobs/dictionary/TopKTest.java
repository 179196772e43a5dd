package io.plumbline.streamjobs.dictionary;

import static org.assertj.core.api.Assertions.assertThat;

import io.plumbline.streamjobs.linalg.FloatMatrix;
import org.junit.jupiter.api.Test;

class TopKTest {
  @Test
  void keepsTheLargestThatArePositive() {
    assertThat(topK(2, 3, 1, 2, -4)).containsExactly(3, 0, 2, 0);
    assertThat(topK(3, -3, 1, -2, -4)).containsExactly(0, 1, 0, 0);
    assertThat(topK(9, 3, 1, 2, -4)).containsExactly(3, 1, 2, 0);
  }

  @Test
  void keepsTheFirstOfEqualEntries() {
    assertThat(topK(2, 1, 5, 1, 1)).containsExactly(1, 5, 0, 0);
    assertThat(topK(3, 1, 1, 1, 1)).containsExactly(1, 1, 1, 0);
    assertThat(topK(2, 0, 0, 0, 0)).containsExactly(0, 0, 0, 0);
  }

  private static float[] topK(int k, float... row) {
    FloatMatrix matrix = new FloatMatrix(1, row.length, row);
    new TopK(k).apply(matrix);
    return matrix.values();
  }
}
