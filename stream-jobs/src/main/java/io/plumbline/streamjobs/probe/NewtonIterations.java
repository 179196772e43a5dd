package io.plumbline.streamjobs.probe;

import io.plumbline.streamjobs.linalg.ConjugateGradients;
import io.plumbline.streamjobs.linalg.CsrMatrix;

/**
 * A Newton step of {@link Logistic} by {@link ConjugateGradients}: no Hessian is built. A round
 * takes two passes over the values that are not zero.
 */
final class NewtonIterations {
  private final CsrMatrix x;
  private final double[] weights;
  private final double lambda;
  private final double tolerance;

  /**
   * @param weights p (1 - p), by row
   * @param tolerance residual as a share of the right side
   */
  NewtonIterations(CsrMatrix x, double[] weights, double lambda, double tolerance) {
    this.x = x;
    this.weights = weights;
    this.lambda = lambda;
    this.tolerance = tolerance;
  }

  /**
   * Solution of the Hessian times the step = right; the intercept is the last of both. Where it is
   * not exact, it is still a direction in which the loss falls.
   */
  double[] solve(double[] right) {
    return ConjugateGradients.solve(this::product, diagonal(), right, tolerance).x();
  }

  private double[] diagonal() {
    int last = x.columns();
    double[] diagonal = new double[last + 1];
    for (int i = 0; i < weights.length; i++) {
      for (int j = x.rowPointers()[i]; j < x.rowPointers()[i + 1]; j++) {
        diagonal[x.columnIndices()[j]] += weights[i] * x.values()[j] * x.values()[j];
      }
      diagonal[last] += weights[i];
    }
    for (int j = 0; j < last; j++) {
      diagonal[j] += lambda;
    }
    return diagonal;
  }

  /** The Hessian times v. */
  private double[] product(double[] v) {
    int last = x.columns();
    double[] product = new double[last + 1];
    for (int i = 0; i < weights.length; i++) {
      double along = v[last];
      for (int j = x.rowPointers()[i]; j < x.rowPointers()[i + 1]; j++) {
        along += x.values()[j] * v[x.columnIndices()[j]];
      }
      along *= weights[i];
      for (int j = x.rowPointers()[i]; j < x.rowPointers()[i + 1]; j++) {
        product[x.columnIndices()[j]] += along * x.values()[j];
      }
      product[last] += along;
    }
    for (int j = 0; j < last; j++) {
      product[j] += lambda * v[j];
    }
    return product;
  }
}
