package io.plumbline.streamjobs.probe;

import io.plumbline.streamjobs.linalg.CsrMatrix;
import java.util.stream.IntStream;

/**
 * Logistic regression with an L2 penalty and a free intercept: minimises sum log(1 + exp(-s f)) +
 * lambda / 2 ||w||^2 with f = b + w . x and s = 1 or -1 by class, to convergence in double
 * precision. It is what scikit-learn's LogisticRegression minimises with C = 1 / lambda.
 *
 * <p>By Newton's method (iteratively reweighted least squares), with at most as many columns as
 * rows in w and b, else in the dual form w = X'a; steps are halved until the loss does not rise.
 */
public final class Logistic {
  private final double lambda;

  /**
   * A regression with a given penalty.
   *
   * @throws IllegalArgumentException if the penalty is not positive
   */
  public Logistic(double lambda) {
    if (!(lambda > 0)) {
      throw new IllegalArgumentException("lambda must be positive, but is " + lambda);
    }
    this.lambda = lambda;
  }

  /**
   * Fits rows.
   *
   * @param x {@code [rows, columns]}
   * @param positive class of each row
   * @throws IllegalArgumentException if there are not two classes
   */
  public LinearModel fit(CsrMatrix x, boolean[] positive) {
    requireTwoClasses(positive);
    if (x.columns() > x.rows()) {
      int[] rows = IntStream.range(0, x.rows()).toArray();
      return new LogisticDual(Kernel.of(x).of(rows), positive, lambda).fit(rows).primal(x);
    }
    return new LogisticPrimal(x, positive, lambda).fit();
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
