package io.plumbline.streamjobs.probe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.plumbline.streamjobs.linalg.BinaryCodec;
import io.plumbline.streamjobs.linalg.CsrMatrix;
import io.plumbline.streamjobs.linalg.FloatMatrix;
import java.util.Random;
import org.junit.jupiter.api.Test;

class RidgeMemoryTest {
  private static final int FOLDS = 3;
  private static final double DECAY = 0.5;

  private final Ridge ridge = new Ridge(1);

  @Test
  void rowsAndSumsFitAlike() {
    RidgeMemory rows = memory(40, 4, 2, 0);
    RidgeMemory sums = RidgeMemory.of(dense(4, 2, 0), targets(4, 0), folds(4), FOLDS);
    for (int t = 1; t < 4; t++) {
      rows = memory(40, 4, 2, t).after(rows, DECAY);
      sums = RidgeMemory.of(dense(4, 2, t), targets(4, t), folds(4), FOLDS).after(sums, DECAY);
    }
    LinearModel wide = rows.fit(ridge).all(0);
    LinearModel narrow = sums.fit(ridge).all(0);
    assertThat(new double[] {wide.weights()[0], wide.weights()[1]})
        .containsExactly(narrow.weights(), within(1e-12));
    assertThat(wide.intercept()).isCloseTo(narrow.intercept(), within(1e-12));
  }

  @Test
  void sizeDoesNotGrowWithCheckpoints() {
    assertThat(size(10, 8, 20)).isEqualTo(size(10, 8, 40));
    int columns = Ridge.MOST_COLUMNS + 1;
    int rows = Ridge.MOST_ROWS / 4;
    assertThat(size(columns, rows, 5))
        .isEqualTo(size(columns, rows, 4))
        .isEqualTo(size(columns, rows, 9));
    assertThat(size(columns, rows, 3)).isLessThan(size(columns, rows, 4));
  }

  @Test
  void aCheckpointOfMoreRowsThanAreKeptIsKeptAlone() {
    int columns = Ridge.MOST_COLUMNS + 1;
    int rows = Ridge.MOST_ROWS + 1;
    RidgeMemory newest = memory(columns, rows, 1, 1);
    RidgeMemory both = newest.after(memory(columns, rows, 1, 0), DECAY);
    assertThat(bytes(both)).isEqualTo(bytes(newest));
    assertThat(RidgeMemory.limits(columns).orElseThrow()).startsWith("Of 2049 features");
    assertThat(RidgeMemory.limits(Ridge.MOST_COLUMNS)).isEmpty();
  }

  @Test
  void itIsReadAsItWasWritten() {
    for (RidgeMemory memory : new RidgeMemory[] {memory(40, 4, 2, 0), memory(3, 9, 2, 0)}) {
      byte[] written = bytes(memory);
      assertThat(bytes(BinaryCodec.fromBytes(written, RidgeMemory::read))).isEqualTo(written);
    }
  }

  private static int size(int columns, int rows, int checkpoints) {
    RidgeMemory memory = memory(columns, rows, 2, 0);
    for (int t = 1; t < checkpoints; t++) {
      memory = memory(columns, rows, 2, t).after(memory, DECAY);
    }
    return bytes(memory).length;
  }

  private static byte[] bytes(RidgeMemory memory) {
    return BinaryCodec.toBytes(memory::write);
  }

  /** Rows whose last columns are all zero. */
  private static RidgeMemory memory(int columns, int rows, int active, int seed) {
    CsrMatrix x = dense(rows, active, seed);
    CsrMatrix wide = new CsrMatrix(columns, x.rowPointers(), x.columnIndices(), x.values());
    return RidgeMemory.of(wide, targets(rows, seed), folds(rows), FOLDS);
  }

  private static CsrMatrix dense(int rows, int columns, int seed) {
    Random random = new Random(seed);
    float[] values = new float[rows * columns];
    for (int i = 0; i < values.length; i++) {
      values[i] = 1 + random.nextFloat();
    }
    return CsrMatrix.of(new FloatMatrix(rows, columns, values));
  }

  private static double[][] targets(int rows, int seed) {
    return new double[][] {new Random(seed + 100L).doubles(rows).toArray()};
  }

  private static int[] folds(int rows) {
    int[] folds = new int[rows];
    for (int i = 0; i < rows; i++) {
      folds[i] = i % FOLDS;
    }
    return folds;
  }
}
