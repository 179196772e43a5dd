package io.plumbline.streamjobs.probe;

import java.util.Arrays;
import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.decomposition.chol.CholeskyDecompositionBlock_DDRM;
import org.ejml.dense.row.linsol.chol.LinearSolverChol_DDRM;

/**
 * Newton's method for {@link Logistic} in the dual form f = K a + b. With W = diag(p (1 - p)), S =
 * W^1/2 and z = f + W^-1 (y - p), a round solves (lambda W^-1 + K) a = z - b, 1'a = 0 through the
 * matrix lambda I + S K S, whose condition does not suffer where p is near 0 or 1 (Rasmussen and
 * Williams, "Gaussian Processes for Machine Learning", 2006, section 3.4).
 */
final class LogisticDual {
  private static final int ROUNDS = 100;
  private static final int HALVINGS = 40;
  private static final double TOLERANCE = 1e-11;

  /** A row that is predicted with near certainty still has some weight. */
  private static final double LEAST_WEIGHT = 1e-14;

  private static final int BLOCK = 60;

  private final DMatrixRMaj kernel;
  private final boolean[] positive;
  private final double lambda;

  /**
   * @param kernel inner products of the rows, {@code [n, n]}
   */
  LogisticDual(DMatrixRMaj kernel, boolean[] positive, double lambda) {
    this.kernel = kernel;
    this.positive = positive;
    this.lambda = lambda;
  }

  /**
   * @param rows what the rows are called
   */
  DualFit fit(int[] rows) {
    int n = positive.length;
    double[] a = new double[n];
    double b = 0;
    double[] f = new double[n];
    double loss = loss(a, b, f);
    for (int round = 0; round < ROUNDS; round++) {
      double[] full = round(f);
      double[] stepA = LogisticPrimal.plus(Arrays.copyOf(full, n), a, -1);
      double stepB = full[n] - b;
      double[] along = LogisticPrimal.plus(decisions(full, full[n]), f, -1);
      double size = 1;
      double[] next = LogisticPrimal.plus(a, stepA, size);
      double[] nextF = LogisticPrimal.plus(f, along, size);
      double nextLoss = loss(next, b + stepB, nextF);
      for (int h = 0; h < HALVINGS && !(nextLoss <= loss + TOLERANCE * Math.abs(loss)); h++) {
        size /= 2;
        next = LogisticPrimal.plus(a, stepA, size);
        nextF = LogisticPrimal.plus(f, along, size);
        nextLoss = loss(next, b + size * stepB, nextF);
      }
      a = next;
      b += size * stepB;
      f = nextF;
      loss = nextLoss;
      if (LogisticPrimal.largest(along) <= TOLERANCE * (1 + LogisticPrimal.largest(f))) {
        break;
      }
    }
    return new DualFit(rows, a, b);
  }

  /** ||w||^2 = a'K a, and K a = f - b. */
  private double loss(double[] a, double b, double[] f) {
    double squares = 0;
    for (int i = 0; i < a.length; i++) {
      squares += a[i] * (f[i] - b);
    }
    return LogisticLoss.sum(f, positive) + lambda / 2 * squares;
  }

  private double[] decisions(double[] a, double b) {
    int n = positive.length;
    double[] f = new double[n];
    for (int i = 0; i < n; i++) {
      f[i] = b;
      for (int j = 0; j < n; j++) {
        f[i] += kernel.unsafe_get(i, j) * a[j];
      }
    }
    return f;
  }

  /** The next a, then the next b. */
  private double[] round(double[] f) {
    int n = f.length;
    double[] root = new double[n];
    DMatrixRMaj right = new DMatrixRMaj(n, 2);
    for (int i = 0; i < n; i++) {
      double p = LogisticLoss.probability(f[i]);
      root[i] = StrictMath.sqrt(Math.max(LEAST_WEIGHT, p * (1 - p)));
      right.set(i, 0, root[i] * f[i] + ((positive[i] ? 1 : 0) - p) / root[i]);
      right.set(i, 1, root[i]);
    }
    DMatrixRMaj system = new DMatrixRMaj(n, n);
    for (int i = 0; i < n; i++) {
      for (int j = 0; j < n; j++) {
        system.unsafe_set(i, j, root[i] * kernel.unsafe_get(i, j) * root[j]);
      }
      system.add(i, i, lambda);
    }
    LinearSolverChol_DDRM solver =
        new LinearSolverChol_DDRM(new CholeskyDecompositionBlock_DDRM(BLOCK));
    if (!solver.setA(system)) {
      throw new IllegalStateException("a penalised kernel is positive definite");
    }
    solver.solve(right, right);
    double target = 0;
    double ones = 0;
    for (int i = 0; i < n; i++) {
      target += root[i] * right.get(i, 0);
      ones += root[i] * right.get(i, 1);
    }
    double[] next = new double[n + 1];
    next[n] = target / ones;
    for (int i = 0; i < n; i++) {
      next[i] = root[i] * (right.get(i, 0) - next[n] * right.get(i, 1));
    }
    return next;
  }
}
