package io.plumbline.streamjobs.probe;

import io.plumbline.streamjobs.linalg.CsrMatrix;
import io.plumbline.streamjobs.linalg.FloatMatrix;
import io.plumbline.streamjobs.linalg.MatrixProduct;
import java.util.List;
import java.util.Optional;
import java.util.function.BiFunction;

/**
 * Activations as they are, of one hook or of several side by side. Where they are wider than there
 * are rows their inner products are kept instead, which for several hooks add up; of more than
 * {@value #MOST_ROWS} rows these would be too many, and regressions are fitted to the rows.
 */
public final class RawRows {
  /** Rows up to which inner products are kept. */
  static final int MOST_ROWS = 4096;

  private static final String NAME = "raw activations";

  private final CsrMatrix matrix;
  private final Kernel kernel;

  private RawRows(CsrMatrix matrix, Kernel kernel) {
    this.matrix = matrix;
    this.kernel = kernel;
  }

  /**
   * Rows of one hook.
   *
   * @param x {@code [rows, d_model]}
   * @param columns of all hooks together that they will be put beside
   */
  public static RawRows of(FloatMatrix x, int columns, MatrixProduct product) {
    if (x.rows() > MOST_ROWS) {
      return new RawRows(CsrMatrix.of(centered(x)), null);
    }
    return columns <= x.rows()
        ? new RawRows(CsrMatrix.of(x), null)
        : new RawRows(null, Kernel.of(centered(x), product));
  }

  /**
   * Rows less their mean, which is often much larger than what they differ by: single precision and
   * conjugate gradients suffer from it, and a free intercept does not feel it.
   */
  private static FloatMatrix centered(FloatMatrix x) {
    int n = x.rows();
    int columns = x.columns();
    double[] mean = new double[columns];
    for (int i = 0; i < n; i++) {
      for (int j = 0; j < columns; j++) {
        mean[j] += x.get(i, j);
      }
    }
    FloatMatrix centered = FloatMatrix.zeros(n, columns);
    for (int i = 0; i < centered.values().length; i++) {
      centered.values()[i] = (float) (x.values()[i] - mean[i % columns] / n);
    }
    return centered;
  }

  /** Rows of several hooks side by side. */
  public static RawRows beside(List<RawRows> hooks) {
    return hooks.get(0).matrix != null
        ? new RawRows(
            CsrMatrix.concatenateColumns(hooks.stream().map(hook -> hook.matrix).toList()), null)
        : new RawRows(
            null, hooks.stream().map(hook -> hook.kernel).reduce(Kernel::plus).orElseThrow());
  }

  /** The rows as something to fit. */
  Design design() {
    if (matrix == null) {
      return new Design.Inner(kernel);
    }
    return matrix.rows() > MOST_ROWS ? new Design.Many(matrix) : new Design.Sparse(matrix);
  }

  /** How a ridge is fitted to the rows, in words, where it is not as smaller ones are. */
  Optional<String> method(Ridge ridge) {
    return method((rows, columns) -> ridge.method(rows, columns, NAME));
  }

  /** How a logistic regression is. */
  Optional<String> method(Logistic logistic) {
    return method((rows, columns) -> logistic.method(rows, columns, NAME));
  }

  private Optional<String> method(BiFunction<Integer, Integer, Optional<String>> ofShape) {
    return matrix == null
        ? Optional.empty()
        : ofShape
            .apply(matrix.rows(), matrix.columns())
            .map(
                said ->
                    matrix.rows() > MOST_ROWS
                        ? said + " These end at a residual of " + Design.Many.TOLERANCE + "."
                        : said);
  }
}
