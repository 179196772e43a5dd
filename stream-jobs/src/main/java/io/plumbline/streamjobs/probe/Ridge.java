package io.plumbline.streamjobs.probe;

import io.plumbline.streamjobs.linalg.ConjugateGradients;
import io.plumbline.streamjobs.linalg.CsrMatrix;
import io.plumbline.streamjobs.stats.GroupBootstrap;
import java.util.Arrays;
import java.util.Optional;
import java.util.stream.IntStream;
import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.decomposition.chol.CholeskyDecompositionBlock_DDRM;
import org.ejml.dense.row.linsol.chol.LinearSolverChol_DDRM;

/**
 * Ridge regression with a free intercept: minimises ||y - a - X w||^2 + lambda ||w||^2 exactly, in
 * double precision, for several y at once (Hoerl and Kennard, Technometrics 1970).
 *
 * <p>With at most as many columns as rows the primal system (X'X + lambda I) w = X'y is solved, of
 * centered x and y; else the dual one, (X X' + lambda I) u = y with w = X'u. The one takes the
 * square of the columns, the other that of the rows: of more than {@value #MOST_COLUMNS} columns
 * and {@value #MOST_ROWS} rows {@link RidgeIterations} solve the primal system.
 */
public final class Ridge {
  /** Columns up to which the primal system is factored. */
  static final int MOST_COLUMNS = 2048;

  /** Rows up to which the dual system is factored. */
  static final int MOST_ROWS = 4096;

  private static final int BLOCK = 60;

  private final double lambda;
  private final double tolerance;

  /**
   * A regression with a given penalty.
   *
   * @throws IllegalArgumentException if the penalty is negative
   */
  public Ridge(double lambda) {
    this(lambda, ConjugateGradients.EXACT);
  }

  private Ridge(double lambda, double tolerance) {
    if (!(lambda >= 0)) {
      throw new IllegalArgumentException("lambda must not be negative, but is " + lambda);
    }
    this.lambda = lambda;
    this.tolerance = tolerance;
  }

  /** The same, whose iterations, where there are any, end at a residual of this share. */
  Ridge within(double share) {
    return new Ridge(lambda, share);
  }

  /**
   * Fits rows.
   *
   * @param x {@code [rows, columns]}
   * @param y by target and row
   * @return a model by target
   * @throws IllegalArgumentException if there is no row
   * @throws CollinearException if lambda is 0 and the columns are collinear
   */
  public LinearModel[] fit(CsrMatrix x, double[][] y) {
    int[] rows = IntStream.range(0, x.rows()).toArray();
    double[] ones = new double[x.rows()];
    Arrays.fill(ones, 1);
    return switch (form(x.rows(), x.columns())) {
      case PRIMAL -> {
        RidgeSums sums = new RidgeSums(x.columns(), y.length);
        for (int i = 0; i < x.rows(); i++) {
          sums.add(x, i, y, 1);
        }
        yield fit(sums);
      }
      case DUAL ->
          Arrays.stream(fit(Kernel.of(x), rows, ones, y))
              .map(dual -> dual.primal(x))
              .toArray(LinearModel[]::new);
      case ITERATIONS -> iterations(x, rows, ones).fit(y);
    };
  }

  /** The system that is solved. */
  enum Form {
    PRIMAL,
    DUAL,
    ITERATIONS
  }

  /** The form that is cheapest for a shape. */
  Form form(int rows, int columns) {
    if (columns <= Math.min(rows, MOST_COLUMNS)) {
      return Form.PRIMAL;
    }
    // Without a penalty the dual system has no unique solution where rows are more than columns.
    boolean unique = lambda > 0 || rows < columns;
    return rows <= MOST_ROWS && unique ? Form.DUAL : Form.ITERATIONS;
  }

  /**
   * How a shape is fitted, in words, where it is not as smaller ones are.
   *
   * @param what the columns are, in the plural
   */
  Optional<String> method(int rows, int columns, String what) {
    return form(rows, columns) == Form.ITERATIONS
        ? Optional.of(
            "Of %d rows and %d %s (more than %d and %d) fits are by conjugate gradients."
                .formatted(rows, columns, what, MOST_ROWS, MOST_COLUMNS))
        : Optional.empty();
  }

  /**
   * Fits the rows that the sums were taken over.
   *
   * @return a model by target
   * @throws IllegalArgumentException if there is no row
   * @throws CollinearException if lambda is 0 and the columns are collinear
   */
  public LinearModel[] fit(RidgeSums sums) {
    requireRows(sums.rows());
    DMatrixRMaj weights = sums.centeredProducts();
    solve(sums.centeredGram(), weights);
    LinearModel[] models = new LinearModel[sums.targets()];
    for (int q = 0; q < models.length; q++) {
      double[] w = new double[sums.columns()];
      for (int j = 0; j < w.length; j++) {
        w[j] = weights.get(j, q);
      }
      models[q] = sums.withFreeIntercept(q, w);
    }
    return models;
  }

  /**
   * Fits some rows by conjugate gradients.
   *
   * @param x {@code [rows, columns]}
   * @param rows those that are fitted
   * @param weights how often each of all rows counts
   * @throws IllegalArgumentException if there is no row
   */
  RidgeIterations iterations(CsrMatrix x, int[] rows, double[] weights) {
    requireRows(rows.length);
    return new RidgeIterations(x, rows, weights, lambda, tolerance);
  }

  /**
   * Fits some rows in the dual form, each row scaled with the root of its weight.
   *
   * @param kernel of all rows
   * @param rows those that are fitted
   * @param weights how often each of all rows counts, positive
   * @param y by target and row, of all rows
   * @return a fit by target
   * @throws IllegalArgumentException if there is no row
   * @throws CollinearException if lambda is 0 and the rows are collinear
   */
  DualFit[] fit(Kernel kernel, int[] rows, double[] weights, double[][] y) {
    int n = rows.length;
    requireRows(n);
    double[] ofRows = GroupBootstrap.select(weights, rows);
    double[] roots = Arrays.stream(ofRows).map(StrictMath::sqrt).toArray();
    double total = Arrays.stream(ofRows).sum();
    DMatrixRMaj dual = new DMatrixRMaj(n, y.length);
    double[] meanY = new double[y.length];
    for (int q = 0; q < y.length; q++) {
      for (int i = 0; i < n; i++) {
        meanY[q] += ofRows[i] * y[q][rows[i]];
      }
      meanY[q] /= total;
      for (int i = 0; i < n; i++) {
        dual.set(i, q, roots[i] * (y[q][rows[i]] - meanY[q]));
      }
    }
    double[] means = kernel.means(rows, ofRows);
    solve(kernel.centered(rows, ofRows, means), dual);
    DualFit[] fits = new DualFit[y.length];
    for (int q = 0; q < y.length; q++) {
      double[] u = new double[n];
      for (int i = 0; i < n; i++) {
        u[i] = roots[i] * dual.get(i, q);
      }
      fits[q] = uncentered(rows, ofRows, total, u, meanY[q], means);
    }
    return fits;
  }

  /** With u the solution, w = sum_i u_i (x_i - mean x) and f = mean y + w . (x - mean x). */
  private static DualFit uncentered(
      int[] rows, double[] weights, double total, double[] u, double meanY, double[] means) {
    int n = rows.length;
    double share = Arrays.stream(u).sum() / total;
    double[] a = new double[n];
    double fitted = 0;
    for (int i = 0; i < n; i++) {
      a[i] = u[i] - share * weights[i];
      fitted += a[i] * means[rows[i]];
    }
    return new DualFit(rows, a, meanY - fitted);
  }

  /** Replaces the right side by the solution. */
  private void solve(DMatrixRMaj gram, DMatrixRMaj rightSide) {
    for (int j = 0; j < gram.numRows; j++) {
      gram.add(j, j, lambda);
    }
    LinearSolverChol_DDRM solver =
        new LinearSolverChol_DDRM(new CholeskyDecompositionBlock_DDRM(BLOCK));
    if (!solver.setA(gram)) {
      throw new CollinearException();
    }
    solver.solve(rightSide, rightSide);
  }

  private static void requireRows(double rows) {
    if (!(rows > 0)) {
      throw new IllegalArgumentException("there is no row to fit");
    }
  }
}
