package io.plumbline.streamjobs.probe;

import io.plumbline.streamjobs.linalg.CsrMatrix;
import io.plumbline.streamjobs.linalg.FloatMatrix;
import io.plumbline.streamjobs.linalg.MatrixProduct;
import java.util.List;
import java.util.Optional;

/**
 * Activations as they are, of one hook or of several side by side. Where they are wider than there
 * are rows their inner products are kept instead, which for several hooks add up.
 */
public final class RawRows {
  /** Rows up to which inner products are kept. */
  private static final int MOST_ROWS = 4096;

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
    if (columns <= x.rows()) {
      return new RawRows(CsrMatrix.of(x), null);
    }
    return new RawRows(null, x.rows() > MOST_ROWS ? null : Kernel.ofCentered(x, product));
  }

  /** Rows of several hooks side by side. */
  public static RawRows beside(List<RawRows> hooks) {
    if (hooks.stream().allMatch(hook -> hook.matrix != null)) {
      return new RawRows(
          CsrMatrix.concatenateColumns(hooks.stream().map(hook -> hook.matrix).toList()), null);
    }
    return new RawRows(
        null,
        hooks.stream().allMatch(hook -> hook.kernel != null)
            ? hooks.stream().map(hook -> hook.kernel).reduce(Kernel::plus).orElseThrow()
            : null);
  }

  /** The rows as something to fit; nothing where there are too many. */
  Optional<Design> design() {
    if (matrix != null) {
      return Optional.of(new Design.Sparse(matrix));
    }
    return Optional.ofNullable(kernel).map(Design.Inner::new);
  }

  /** Why there is nothing to fit. */
  static String tooMany(int rows) {
    return rows
        + " rows wider than that are too many for raw activations, "
        + MOST_ROWS
        + " can be compared";
  }
}
