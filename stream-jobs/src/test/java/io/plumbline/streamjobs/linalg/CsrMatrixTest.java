package io.plumbline.streamjobs.linalg;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class CsrMatrixTest {
  private static final FloatMatrix A = new FloatMatrix(2, 3, new float[] {0, 1, 2, 0, 0, 0});
  private static final FloatMatrix B = new FloatMatrix(2, 2, new float[] {3, 0, 0, 4});

  @Test
  void holdsTheEntriesThatAreNotZero() {
    CsrMatrix sparse = CsrMatrix.of(A);
    assertThat(sparse.rowPointers()).containsExactly(0, 2, 2);
    assertThat(sparse.columnIndices()).containsExactly(1, 2);
    assertThat(sparse.values()).containsExactly(1, 2);
    assertThat(sparse.toDense().values()).isEqualTo(A.values());
  }

  @Test
  void concatenates() {
    CsrMatrix wide = CsrMatrix.concatenateColumns(List.of(CsrMatrix.of(A), CsrMatrix.of(B)));
    assertThat(wide.toDense().values()).containsExactly(0, 1, 2, 3, 0, 0, 0, 0, 0, 4);
    CsrMatrix tall = CsrMatrix.concatenateRows(List.of(CsrMatrix.of(B), CsrMatrix.of(B)));
    assertThat(tall.toDense().values()).containsExactly(3, 0, 0, 4, 3, 0, 0, 4);
    assertThatThrownBy(() -> CsrMatrix.concatenateRows(List.of(CsrMatrix.of(A), CsrMatrix.of(B))))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void multipliesAsTheDefinitionSays() {
    Random random = new Random(11);
    FloatMatrix dense = FloatMatrix.zeros(9, 30);
    for (int i = 0; i < dense.values().length; i++) {
      dense.values()[i] = random.nextInt(3) == 0 ? (float) random.nextGaussian() : 0;
    }
    FloatMatrix b = FloatMatrix.zeros(30, 7);
    for (int i = 0; i < b.values().length; i++) {
      b.values()[i] = (float) random.nextGaussian();
    }
    assertThat(CsrMatrix.of(dense).multiply(b).values())
        .containsExactly(new NaiveMatrixProduct().multiply(dense, b).values(), within(1e-5f));
  }

  @Test
  void selectsRowsInTheOrderGiven() {
    CsrMatrix selected = CsrMatrix.of(B).selectRows(new int[] {1, 0, 1});
    assertThat(selected.toDense().values()).containsExactly(0, 4, 3, 0, 0, 4);
  }

  @Test
  void refusesArraysThatAreNoMatrix() {
    float[] values = {1, 2};
    assertThatThrownBy(() -> new CsrMatrix(3, new int[] {0, 2}, new int[] {2, 1}, values))
        .hasMessage("columns of a row must ascend and be below 3");
    assertThatThrownBy(() -> new CsrMatrix(2, new int[] {0, 2}, new int[] {1, 2}, values))
        .hasMessage("columns of a row must ascend and be below 2");
    assertThatThrownBy(() -> new CsrMatrix(3, new int[] {0, 1}, new int[] {1, 2}, values))
        .hasMessage("row pointers, columns and values differ in length");
  }
}
