package io.plumbline.streamjobs.policy;

import java.util.Arrays;
import java.util.stream.IntStream;
import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.decomposition.chol.CholeskyDecompositionBlock_DDRM;
import org.ejml.dense.row.linsol.chol.LinearSolverChol_DDRM;

/**
 * What each word gained over its alternatives, B, by the two-way fit d_w(c) = B_w + k_c: weighted
 * least squares with the base's probabilities p_w(c) as weights, k_c what moves all candidates of a
 * context alike, and a small ridge on B so that words in few contexts stay near zero.
 *
 * <p>Eliminating k leaves (diag(m) - A + rho I) B = r with m_w = sum_c p_w, A_wv = sum_c p_w p_v /
 * sum_u p_u, r_w = sum_c p_w (d_w - d~) and d~ the context's p-weighted mean of d. Dividing r by m
 * alone would count a word's gain against itself in every context that the base already leaves to
 * words of its kind. rho is a tenth of the mean of m.
 *
 * <p>The left side depends on the base alone. It takes words^2 operations per context, so it is
 * summed and factored once and then serves all checkpoints of a run.
 */
public final class GainSystem {
  private static final double RIDGE = 0.1;
  private static final int BLOCK = 60;

  private final double[] masses;
  private final int[] contexts;
  private CouplingSums coupling;
  private int[] present;
  private LinearSolverChol_DDRM solver;

  /** No context yet, of so many words. */
  public GainSystem(int words) {
    masses = new double[words];
    contexts = new int[words];
    coupling = new CouplingSums(words);
  }

  /**
   * Adds a context.
   *
   * @param candidates the words, each once
   * @param p their probabilities at the base, in the first places
   * @param mass sum of p
   * @throws IllegalStateException if the system has been solved before
   */
  void add(int[] candidates, double[] p, double mass) {
    if (coupling == null) {
      throw new IllegalStateException("contexts cannot be added to a system that has been solved");
    }
    for (int i = 0; i < candidates.length; i++) {
      masses[candidates[i]] += p[i];
      contexts[candidates[i]]++;
    }
    coupling.add(candidates, p, mass);
  }

  /** Whether any context had the word. */
  boolean has(int word) {
    return masses[word] > 0;
  }

  /** Number of contexts that had the word. */
  int contexts(int word) {
    return contexts[word];
  }

  /**
   * B by word; NaN for words that no context had.
   *
   * @param moments r by word
   */
  double[] solve(double[] moments) {
    if (solver == null) {
      factor();
    }
    double[] gains = new double[masses.length];
    Arrays.fill(gains, Double.NaN);
    int n = present.length;
    if (n > 0) {
      DMatrixRMaj right = new DMatrixRMaj(n, 1);
      for (int i = 0; i < n; i++) {
        right.set(i, moments[present[i]]);
      }
      DMatrixRMaj solution = new DMatrixRMaj(n, 1);
      solver.solve(right, solution);
      for (int i = 0; i < n; i++) {
        gains[present[i]] = solution.get(i);
      }
    }
    return gains;
  }

  private void factor() {
    present = IntStream.range(0, masses.length).filter(this::has).toArray();
    int n = present.length;
    double ridge = RIDGE * Arrays.stream(present).mapToDouble(w -> masses[w]).sum() / n;
    double[][] sums = coupling.lowerTriangle();
    coupling = null;
    DMatrixRMaj system = new DMatrixRMaj(n, n);
    for (int i = 0; i < n; i++) {
      for (int j = 0; j <= i; j++) {
        double value = -sums[present[i]][present[j]];
        system.unsafe_set(i, j, value);
        system.unsafe_set(j, i, value);
      }
      system.add(i, i, masses[present[i]] + ridge);
    }
    solver = new LinearSolverChol_DDRM(new CholeskyDecompositionBlock_DDRM(BLOCK));
    if (n > 0 && !solver.setA(system)) {
      throw new IllegalStateException("a ridged Laplacian is positive definite");
    }
  }
}
