package io.plumbline.streamjobs.probe;

import io.plumbline.streamjobs.linalg.CsrMatrix;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * Logistic regression with an L2 penalty and a free intercept: minimises sum log(1 + exp(-s f)) +
 * lambda / 2 ||w||^2 with f = b + w . x and s = 1 or -1 by class, to convergence in double
 * precision. It is what scikit-learn's LogisticRegression minimises with C = 1 / lambda.
 *
 * <p>By Newton's method (iteratively reweighted least squares), with at most as many columns as
 * rows in w and b, else in the dual form w = X'a; steps are halved until the loss does not rise.
 * These take the cube of the columns or of the rows in every round: of more than {@value
 * #MOST_COLUMNS} columns and {@value #MOST_ROWS} rows, steps are solved by conjugate gradients.
 */
public final class Logistic {
  /** Columns up to which the Hessian is factored. */
  static final int MOST_COLUMNS = 512;

  /** Rows up to which the dual system is factored. */
  static final int MOST_ROWS = 1024;

  private final double lambda;
  private final LogisticPrimal.Tolerance iterated;

  /**
   * A regression with a given penalty.
   *
   * @throws IllegalArgumentException if the penalty is not positive
   */
  public Logistic(double lambda) {
    this(lambda, LogisticPrimal.Tolerance.EXACT);
  }

  private Logistic(double lambda, LogisticPrimal.Tolerance iterated) {
    if (!(lambda > 0)) {
      throw new IllegalArgumentException("lambda must be positive, but is " + lambda);
    }
    this.lambda = lambda;
    this.iterated = iterated;
  }

  /** The same, whose iterations, where there are any, end when changes are of this share. */
  Logistic within(double share) {
    return new Logistic(lambda, new LogisticPrimal.Tolerance(share, share));
  }

  /**
   * Fits rows.
   *
   * @param x {@code [rows, columns]}
   * @param positive class of each row
   * @throws IllegalArgumentException if there are not two classes
   */
  public LinearModel fit(CsrMatrix x, boolean[] positive) {
    return fit(x, positive, form(x.rows(), x.columns()));
  }

  /** Fits rows in a given form. */
  LinearModel fit(CsrMatrix x, boolean[] positive, Ridge.Form form) {
    requireTwoClasses(positive);
    if (form == Ridge.Form.DUAL) {
      int[] rows = IntStream.range(0, x.rows()).toArray();
      return new LogisticDual(Kernel.of(x).of(rows), positive, lambda).fit(rows).primal(x);
    }
    return new LogisticPrimal(
            x,
            positive,
            lambda,
            form == Ridge.Form.PRIMAL,
            form == Ridge.Form.PRIMAL ? LogisticPrimal.Tolerance.EXACT : iterated)
        .fit();
  }

  /** The form that is cheapest for a shape. */
  Ridge.Form form(int rows, int columns) {
    if (columns <= Math.min(rows, MOST_COLUMNS)) {
      return Ridge.Form.PRIMAL;
    }
    return rows <= MOST_ROWS ? Ridge.Form.DUAL : Ridge.Form.ITERATIONS;
  }

  /**
   * How a shape is fitted, in words, where it is not as smaller ones are.
   *
   * @param what the columns are, in the plural
   */
  Optional<String> method(int rows, int columns, String what) {
    return form(rows, columns) == Ridge.Form.ITERATIONS
        ? Optional.of(
            "Of %d rows and %d %s (more than %d and %d) fits are by conjugate gradients."
                .formatted(rows, columns, what, MOST_ROWS, MOST_COLUMNS))
        : Optional.empty();
  }

  /**
   * Fits some rows in the dual form.
   *
   * @param kernel of all rows
   * @param rows those that are fitted
   * @param positive class of each of all rows
   * @throws IllegalArgumentException if there are not two classes
   */
  DualFit fit(Kernel kernel, int[] rows, boolean[] positive) {
    boolean[] chosen = new boolean[rows.length];
    for (int i = 0; i < rows.length; i++) {
      chosen[i] = positive[rows[i]];
    }
    requireTwoClasses(chosen);
    return new LogisticDual(kernel.of(rows), chosen, lambda).fit(rows);
  }

  private static void requireTwoClasses(boolean[] positive) {
    boolean any = false;
    boolean all = true;
    for (boolean is : positive) {
      any |= is;
      all &= is;
    }
    if (!any || all) {
      throw new IllegalArgumentException("there is only one class");
    }
  }
}
