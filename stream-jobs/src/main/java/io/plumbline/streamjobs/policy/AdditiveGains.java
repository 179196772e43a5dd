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
 */
final class AdditiveGains {
  private static final double RIDGE = 0.1;
  private static final int BLOCK = 60;

  private final double[] masses;
  private final double[] moments;
  private final double[][] coupling;

  /** No context yet, of so many words. */
  AdditiveGains(int words) {
    masses = new double[words];
    moments = new double[words];
    coupling = new double[words][words];
  }

  /**
   * Adds a context.
   *
   * @param candidates the words, ascending
   * @param p their probabilities at the base, in the first places
   * @param d their shifts, likewise
   * @param mass sum of p
   * @param meanShift p-weighted mean of d
   */
  void add(int[] candidates, double[] p, double[] d, double mass, double meanShift) {
    for (int i = 0; i < candidates.length; i++) {
      int w = candidates[i];
      masses[w] += p[i];
      moments[w] += p[i] * (d[i] - meanShift);
      double share = p[i] / mass;
      double[] row = coupling[w];
      for (int j = 0; j < candidates.length; j++) {
        row[candidates[j]] += share * p[j];
      }
    }
  }

  /** Whether any context had the word. */
  boolean has(int word) {
    return masses[word] > 0;
  }

  /** B by word; NaN for words that no context had. */
  double[] solve() {
    double[] gains = new double[masses.length];
    Arrays.fill(gains, Double.NaN);
    int[] present = IntStream.range(0, masses.length).filter(this::has).toArray();
    if (present.length == 0) {
      return gains;
    }
    int n = present.length;
    double ridge = RIDGE * Arrays.stream(present).mapToDouble(w -> masses[w]).sum() / n;
    DMatrixRMaj system = new DMatrixRMaj(n, n);
    DMatrixRMaj right = new DMatrixRMaj(n, 1);
    for (int i = 0; i < n; i++) {
      for (int j = 0; j < n; j++) {
        system.unsafe_set(i, j, -coupling[present[i]][present[j]]);
      }
      system.add(i, i, masses[present[i]] + ridge);
      right.set(i, moments[present[i]]);
    }
    LinearSolverChol_DDRM solver =
        new LinearSolverChol_DDRM(new CholeskyDecompositionBlock_DDRM(BLOCK));
    if (!solver.setA(system)) {
      throw new IllegalStateException("a ridged Laplacian is positive definite");
    }
    DMatrixRMaj solution = new DMatrixRMaj(n, 1);
    solver.solve(right, solution);
    for (int i = 0; i < n; i++) {
      gains[present[i]] = solution.get(i);
    }
    return gains;
  }
}
