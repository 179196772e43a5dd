package io.plumbline.streamjobs.linalg;

import java.util.function.UnaryOperator;

/**
 * The method of conjugate gradients (Hestenes and Stiefel, 1952), preconditioned by the diagonal,
 * for symmetric positive definite systems that are too large to be built: it only multiplies.
 */
public final class ConjugateGradients {
  /** Of the right side, at which what is left is rounding. */
  public static final double EXACT = 1e-13;

  private static final int MOST_ROUNDS = 10_000;

  private ConjugateGradients() {}

  /**
   * A solution.
   *
   * @param x where the rounds ended
   * @param within whether the residual is within the tolerance; where not, x is still a direction
   *     in which the quadratic form falls
   */
  @SuppressWarnings("ArrayRecordComponent") // a result that is read once, never compared
  public record Solution(double[] x, boolean within) {}

  /**
   * Solves A x = right, starting from 0.
   *
   * @param product A times a vector
   * @param diagonal of A; columns where it is not positive are left at 0
   * @param tolerance length of the residual as a share of that of the right side
   */
  public static Solution solve(
      UnaryOperator<double[]> product, double[] diagonal, double[] right, double tolerance) {
    double[] x = new double[right.length];
    double[] residual = right.clone();
    double[] preconditioned = divided(residual, diagonal);
    double[] direction = preconditioned.clone();
    double progress = Vectors.dot(residual, preconditioned);
    double enough = tolerance * tolerance * Vectors.dot(right, right);
    for (int round = 0; Vectors.dot(residual, residual) > enough; round++) {
      if (round == MOST_ROUNDS) {
        return new Solution(x, false);
      }
      double[] image = product.apply(direction);
      double step = progress / Vectors.dot(direction, image);
      Vectors.add(x, direction, step);
      Vectors.add(residual, image, -step);
      preconditioned = divided(residual, diagonal);
      double next = Vectors.dot(residual, preconditioned);
      double kept = next / progress;
      for (int j = 0; j < direction.length; j++) {
        direction[j] = preconditioned[j] + kept * direction[j];
      }
      progress = next;
    }
    return new Solution(x, true);
  }

  private static double[] divided(double[] values, double[] by) {
    double[] divided = new double[values.length];
    for (int j = 0; j < divided.length; j++) {
      divided[j] = by[j] > 0 ? values[j] / by[j] : 0;
    }
    return divided;
  }
}
