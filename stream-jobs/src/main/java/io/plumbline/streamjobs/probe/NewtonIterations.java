package io.plumbline.streamjobs.probe;

import io.plumbline.streamjobs.linalg.CsrMatrix;

/**
 * A Newton step of {@link Logistic} by conjugate gradients (Hestenes and Stiefel, 1952),
 * preconditioned by the diagonal: no Hessian is built. A round takes two passes over the values
 * that are not zero.
 */
final class NewtonIterations {
  private static final double TOLERANCE = 1e-13;
  private static final int MOST_ROUNDS = 10_000;

  private final CsrMatrix x;
  private final double[] weights;
  private final double lambda;

  /**
   * @param weights p (1 - p), by row
   */
  NewtonIterations(CsrMatrix x, double[] weights, double lambda) {
    this.x = x;
    this.weights = weights;
    this.lambda = lambda;
  }

  /**
   * Solution of the Hessian times the step = right; the intercept is the last of both. If the
   * rounds end before it is exact, it is still a direction in which the loss falls.
   */
  double[] solve(double[] right) {
    double[] step = new double[right.length];
    double[] residual = right.clone();
    double[] diagonal = diagonal();
    double[] direction = divided(residual, diagonal);
    double progress = dot(residual, direction);
    double enough = TOLERANCE * TOLERANCE * dot(right, right);
    for (int round = 0; round < MOST_ROUNDS && dot(residual, residual) > enough; round++) {
      double[] image = product(direction);
      double size = progress / dot(direction, image);
      step = LogisticPrimal.plus(step, direction, size);
      residual = LogisticPrimal.plus(residual, image, -size);
      double[] preconditioned = divided(residual, diagonal);
      double next = dot(residual, preconditioned);
      direction = LogisticPrimal.plus(preconditioned, direction, next / progress);
      progress = next;
    }
    return step;
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

  private static double[] divided(double[] values, double[] by) {
    double[] divided = new double[values.length];
    for (int j = 0; j < divided.length; j++) {
      divided[j] = by[j] > 0 ? values[j] / by[j] : 0;
    }
    return divided;
  }

  private static double dot(double[] a, double[] b) {
    double sum = 0;
    for (int j = 0; j < a.length; j++) {
      sum += a[j] * b[j];
    }
    return sum;
  }
}
