package io.plumbline.streamjobs.dictionary;

import static org.assertj.core.api.Assertions.assertThat;

import io.plumbline.streamjobs.linalg.FloatMatrix;
import java.util.Arrays;
import java.util.Random;
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

  @Test
  void keepsWhatSortingWouldKeep() {
    Random random = new Random(7);
    for (int round = 0; round < 300; round++) {
      int k = 1 + random.nextInt(12);
      float[] row = new float[1 + random.nextInt(40)];
      for (int i = 0; i < row.length; i++) {
        row[i] = random.nextInt(25) - 8;
      }
      float[] descending = row.clone();
      Arrays.sort(descending);
      float[] kept = topK(k, row.clone());
      int expected = 0;
      for (int i = 0; i < Math.min(k, row.length); i++) {
        expected += descending[row.length - 1 - i] > 0 ? 1 : 0;
      }
      float smallest = expected == 0 ? 0 : descending[row.length - expected];
      int count = 0;
      for (int i = 0; i < row.length; i++) {
        assertThat(kept[i]).isIn(0f, row[i]);
        assertThat(row[i] <= smallest || kept[i] == row[i]).isTrue();
        count += kept[i] > 0 ? 1 : 0;
        assertThat(kept[i] == 0 || kept[i] >= smallest).isTrue();
      }
      assertThat(count).isEqualTo(expected);
    }
  }

  private static float[] topK(int k, float... row) {
    FloatMatrix matrix = new FloatMatrix(1, row.length, row);
    new TopK(k).apply(matrix);
    return matrix.values();
  }
}
