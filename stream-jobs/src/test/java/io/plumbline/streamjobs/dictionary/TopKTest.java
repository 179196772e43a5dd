package io.plumbline.streamjobs.dictionary;

import static org.assertj.core.api.Assertions.assertThat;

import io.plumbline.streamjobs.linalg.CsrMatrix;
import io.plumbline.streamjobs.linalg.FloatMatrix;
import java.util.Comparator;
import java.util.Random;
import java.util.stream.IntStream;
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
      assertThat(topK(k, row.clone())).containsExactly(sortedOut(k, row));
    }
  }

  @Test
  void keepsOfWideRowsWhatSortingWouldKeep() {
    Random random = new Random(8);
    for (int round = 0; round < 600; round++) {
      int k = 1 + random.nextInt(80);
      int steps = 1 << random.nextInt(20);
      double shift = random.nextGaussian();
      float[] row = new float[1 + random.nextInt(1500)];
      for (int i = 0; i < row.length; i++) {
        boolean number = random.nextInt(40) != 0 || round % 3 != 0;
        row[i] =
            number
                ? (float) Math.floor(steps * (random.nextGaussian() + shift)) / steps
                : Float.intBitsToFloat(0x7fc00000 | random.nextInt(2) << 31);
      }
      assertThat(topK(k, row.clone())).containsExactly(sortedOut(k, row));
    }
  }

  private static float[] sortedOut(int k, float[] row) {
    float[] expected = new float[row.length];
    IntStream.range(0, row.length)
        .boxed()
        .filter(i -> row[i] > 0)
        .sorted(Comparator.comparingDouble(i -> -row[i]))
        .limit(k)
        .forEach(i -> expected[i] = row[i]);
    return expected;
  }

  @Test
  void whatIsNotANumberIsNotKept() {
    assertThat(topK(2, Float.NaN, 1, Float.NaN, 2, 3)).containsExactly(0, 0, 0, 2, 3);
    assertThat(topK(1, 1, Float.POSITIVE_INFINITY, 2))
        .containsExactly(0, Float.POSITIVE_INFINITY, 0);
  }

  @Test
  void keepsRowByRow() {
    CsrMatrix kept =
        new TopK(2).keep(new FloatMatrix(3, 3, new float[] {1, 2, 3, -1, 0, -1, 5, 0, 4}));
    assertThat(kept.rowPointers()).containsExactly(0, 2, 2, 4);
    assertThat(kept.columnIndices()).containsExactly(1, 2, 0, 2);
    assertThat(kept.values()).containsExactly(2, 3, 5, 4);
  }

  private static float[] topK(int k, float... row) {
    FloatMatrix matrix = new FloatMatrix(1, row.length, row);
    new TopK(k).apply(matrix);
    return matrix.values();
  }
}
