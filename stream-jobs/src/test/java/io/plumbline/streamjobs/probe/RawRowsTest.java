package io.plumbline.streamjobs.probe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.plumbline.streamjobs.linalg.CsrMatrix;
import io.plumbline.streamjobs.linalg.FloatMatrix;
import io.plumbline.streamjobs.linalg.MatrixProduct;
import io.plumbline.streamjobs.linalg.NaiveMatrixProduct;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class RawRowsTest {
  private static final int FOLDS = 3;
  private static final MatrixProduct PRODUCT = new NaiveMatrixProduct();

  @Test
  void fewRowsAreComparedWithOneAnother() {
    assertThat(rows(20, 100).design()).isInstanceOf(Design.Inner.class);
    assertThat(rows(20, 20).design()).isInstanceOf(Design.Sparse.class);
  }

  /** Of one of the hooks, all of which together are wider than the rows are many. */
  @Test
  void moreRowsThanCanBeComparedAreFittedAllTheSame() {
    int n = RawRows.MOST_ROWS + 2;
    FloatMatrix x = activations(n);
    int[] fold = IntStream.range(0, n).map(i -> i % FOLDS).toArray();
    double[][] y = new double[1][n];
    boolean[] positive = new boolean[n];
    for (int i = 0; i < n; i++) {
      y[0][i] = x.get(i, 0) - 2 * x.get(i, 1) + Math.sin(i);
      positive[i] = y[0][i] > -40;
    }
    Design uncentered = new Design.Sparse(CsrMatrix.of(x));
    Design raw = RawRows.beside(List.of(RawRows.of(x, 2 * n, PRODUCT))).design();
    assertThat(raw.heldOut(new Ridge(1), y, fold, FOLDS)[0])
        .containsExactly(uncentered.heldOut(new Ridge(1), y, fold, FOLDS)[0], within(1e-4));
    assertThat(raw.heldOut(new Logistic(1), positive, fold, FOLDS))
        .containsExactly(uncentered.heldOut(new Logistic(1), positive, fold, FOLDS), within(1e-3));
  }

  private static RawRows rows(int n, int columns) {
    return RawRows.of(activations(n), columns, PRODUCT);
  }

  /** With a mean that is far larger than what the rows differ by. */
  private static FloatMatrix activations(int n) {
    Random random = new Random(3);
    FloatMatrix x = FloatMatrix.zeros(n, 3);
    for (int i = 0; i < x.values().length; i++) {
      x.values()[i] = (float) (40 + random.nextGaussian());
    }
    return x;
  }
}
