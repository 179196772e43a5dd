package io.plumbline.streamjobs.probe;

import io.plumbline.streamjobs.linalg.ConjugateGradients;
import io.plumbline.streamjobs.linalg.CsrMatrix;
import java.util.Arrays;
import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.decomposition.chol.CholeskyDecompositionBlock_DDRM;
import org.ejml.dense.row.linsol.chol.LinearSolverChol_DDRM;

/**
 * Newton's method for {@link Logistic} in the weights; the intercept is the last of them. Its steps
 * are solved by factoring the Hessian, or by {@link NewtonIterations}.
 */
final class LogisticPrimal {
  private static final int ROUNDS = 100;
  private static final int HALVINGS = 40;
  private static final double ROUNDING = 1e-11;
  private static final int BLOCK = 60;

  private final CsrMatrix x;
  private final boolean[] positive;
  private final double lambda;
  private final boolean factored;
  private final Tolerance tolerance;

  /**
   * When it is near enough.
   *
   * @param decisions largest change of a decision value in a round, as a share of the largest value
   * @param step residual of a step that is iterated, as a share of the gradient
   */
  record Tolerance(double decisions, double step) {
    /** What is left is rounding. */
    static final Tolerance EXACT = new Tolerance(ROUNDING, ConjugateGradients.EXACT);
  }

  /**
   * @param factored whether the Hessian is factored
   */
  LogisticPrimal(
      CsrMatrix x, boolean[] positive, double lambda, boolean factored, Tolerance tolerance) {
    this.x = x;
    this.positive = positive;
    this.lambda = lambda;
    this.factored = factored;
    this.tolerance = tolerance;
  }

  LinearModel fit() {
    int columns = x.columns();
    double[] w = new double[columns + 1];
    double[] f = new double[x.rows()];
    double loss = loss(w, f);
    for (int round = 0; round < ROUNDS; round++) {
      double[] step = factored ? step(w, f) : iterated(w, f);
      double[] along = decisions(step);
      double size = 1;
      double[] next = plus(w, step, size);
      double[] nextF = plus(f, along, size);
      double nextLoss = loss(next, nextF);
      for (int h = 0; h < HALVINGS && !(nextLoss <= loss + ROUNDING * Math.abs(loss)); h++) {
        size /= 2;
        next = plus(w, step, size);
        nextF = plus(f, along, size);
        nextLoss = loss(next, nextF);
      }
      w = next;
      f = nextF;
      loss = nextLoss;
      if (largest(along) <= tolerance.decisions * (1 + largest(f))) {
        break;
      }
    }
    return new LinearModel(Arrays.copyOf(w, columns), w[columns]);
  }

  private double loss(double[] w, double[] f) {
    double squares = 0;
    for (int j = 0; j < w.length - 1; j++) {
      squares += w[j] * w[j];
    }
    return LogisticLoss.sum(f, positive) + lambda / 2 * squares;
  }

  /** Decision values of all rows. */
  private double[] decisions(double[] w) {
    double[] f = new double[x.rows()];
    for (int i = 0; i < f.length; i++) {
      f[i] = w[w.length - 1];
      for (int j = x.rowPointers()[i]; j < x.rowPointers()[i + 1]; j++) {
        f[i] += w[x.columnIndices()[j]] * x.values()[j];
      }
    }
    return f;
  }

  /** Solution of the Hessian times the step = minus the gradient. */
  private double[] step(double[] w, double[] f) {
    int n = w.length;
    int last = n - 1;
    DMatrixRMaj hessian = new DMatrixRMaj(n, n);
    DMatrixRMaj right = new DMatrixRMaj(n, 1);
    for (int i = 0; i < f.length; i++) {
      double p = LogisticLoss.probability(f[i]);
      addRow(i, hessian, right, p * (1 - p), (positive[i] ? 1 : 0) - p);
    }
    for (int j = 0; j < last; j++) {
      hessian.add(j, j, lambda);
      right.add(j, 0, -lambda * w[j]);
    }
    for (int i = 0; i < n; i++) {
      for (int j = 0; j < i; j++) {
        hessian.unsafe_set(i, j, hessian.unsafe_get(j, i));
      }
    }
    LinearSolverChol_DDRM solver =
        new LinearSolverChol_DDRM(new CholeskyDecompositionBlock_DDRM(BLOCK));
    if (!solver.setA(hessian)) {
      throw new IllegalStateException("a penalised Hessian is positive definite");
    }
    solver.solve(right, right);
    return right.data;
  }

  private double[] iterated(double[] w, double[] f) {
    int last = w.length - 1;
    double[] weights = new double[f.length];
    double[] right = new double[w.length];
    for (int i = 0; i < f.length; i++) {
      double p = LogisticLoss.probability(f[i]);
      double residual = (positive[i] ? 1 : 0) - p;
      weights[i] = p * (1 - p);
      for (int j = x.rowPointers()[i]; j < x.rowPointers()[i + 1]; j++) {
        right[x.columnIndices()[j]] += residual * x.values()[j];
      }
      right[last] += residual;
    }
    for (int j = 0; j < last; j++) {
      right[j] -= lambda * w[j];
    }
    return new NewtonIterations(x, weights, lambda, tolerance.step).solve(right);
  }

  /** Adds a row's part to the upper triangle of the Hessian and to minus the gradient. */
  private void addRow(
      int row, DMatrixRMaj hessian, DMatrixRMaj right, double weight, double residual) {
    int last = hessian.numCols - 1;
    int to = x.rowPointers()[row + 1];
    for (int j = x.rowPointers()[row]; j < to; j++) {
      int column = x.columnIndices()[j];
      double weighted = weight * x.values()[j];
      for (int l = j; l < to; l++) {
        hessian.add(column, x.columnIndices()[l], weighted * x.values()[l]);
      }
      hessian.add(column, last, weighted);
      right.add(column, 0, residual * x.values()[j]);
    }
    hessian.add(last, last, weight);
    right.add(last, 0, residual);
  }

  static double[] plus(double[] a, double[] b, double factor) {
    double[] sum = new double[a.length];
    for (int i = 0; i < sum.length; i++) {
      sum[i] = a[i] + factor * b[i];
    }
    return sum;
  }

  static double largest(double[] values) {
    double largest = 0;
    for (double value : values) {
      largest = Math.max(largest, Math.abs(value));
    }
    return largest;
  }
}
