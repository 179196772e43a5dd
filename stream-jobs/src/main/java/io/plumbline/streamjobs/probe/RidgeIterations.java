package io.plumbline.streamjobs.probe;

import io.plumbline.streamjobs.linalg.ConjugateGradients;
import io.plumbline.streamjobs.linalg.CsrMatrix;
import io.plumbline.streamjobs.linalg.Vectors;
import java.util.Arrays;

/**
 * {@link Ridge} regression by {@link ConjugateGradients}. A round takes two passes over the values
 * that are not zero, and nothing is kept that is larger than a row or a column: for designs that
 * are sparse, or too large to be factored.
 */
final class RidgeIterations {
  private final CsrMatrix x;
  private final int[] rows;
  private final double[] weights;
  private final double lambda;
  private final double tolerance;
  private final double total;
  private final double[] meanX;
  private final double[] diagonal;

  /**
   * @param x {@code [rows, columns]}
   * @param rows those that are fitted
   * @param weights how often each of all rows counts
   * @param tolerance residual of the normal equations, as a share of their right side
   */
  RidgeIterations(CsrMatrix x, int[] rows, double[] weights, double lambda, double tolerance) {
    this.x = x;
    this.rows = rows;
    this.weights = weights;
    this.lambda = lambda;
    this.tolerance = tolerance;
    this.total = Arrays.stream(rows).mapToDouble(i -> weights[i]).sum();
    this.meanX = new double[x.columns()];
    this.diagonal = new double[x.columns()];
    for (int i : rows) {
      for (int j = x.rowPointers()[i]; j < x.rowPointers()[i + 1]; j++) {
        double weighted = weights[i] * x.values()[j];
        meanX[x.columnIndices()[j]] += weighted;
        diagonal[x.columnIndices()[j]] += weighted * x.values()[j];
      }
    }
    for (int j = 0; j < meanX.length; j++) {
      meanX[j] /= total;
      // In columns that do not vary, rounding must not leave less than nothing.
      diagonal[j] = Math.max(0, diagonal[j] - total * meanX[j] * meanX[j]) + lambda;
    }
  }

  /**
   * A model by target.
   *
   * @param y by target and row, of all rows
   * @throws CollinearException if the rounds do not come to an end
   */
  LinearModel[] fit(double[][] y) {
    return Arrays.stream(y).map(this::fit).toArray(LinearModel[]::new);
  }

  private LinearModel fit(double[] y) {
    double meanY = Arrays.stream(rows).mapToDouble(i -> weights[i] * y[i]).sum() / total;
    double[] scaled = new double[x.rows()];
    for (int i : rows) {
      scaled[i] = weights[i] * (y[i] - meanY);
    }
    double[] w = solve(transposed(scaled));
    return new LinearModel(w, meanY - Vectors.dot(meanX, w));
  }

  /** Solution w of (X'X + lambda I) w = right, of centered x. */
  private double[] solve(double[] right) {
    ConjugateGradients.Solution solution =
        ConjugateGradients.solve(this::product, diagonal, right, tolerance);
    if (!solution.within()) {
      throw new CollinearException();
    }
    return solution.x();
  }

  private double[] product(double[] v) {
    double[] image = transposed(products(v));
    Vectors.add(image, v, lambda);
    return image;
  }

  /** Weight times (x - mean x) . v, by row. */
  private double[] products(double[] v) {
    double mean = Vectors.dot(meanX, v);
    double[] products = new double[x.rows()];
    for (int i : rows) {
      double product = -mean;
      for (int j = x.rowPointers()[i]; j < x.rowPointers()[i + 1]; j++) {
        product += x.values()[j] * v[x.columnIndices()[j]];
      }
      products[i] = weights[i] * product;
    }
    return products;
  }

  /** Sum over rows of u (x - mean x). */
  private double[] transposed(double[] u) {
    double[] sums = new double[x.columns()];
    double sum = 0;
    for (int i : rows) {
      sum += u[i];
      for (int j = x.rowPointers()[i]; j < x.rowPointers()[i + 1]; j++) {
        sums[x.columnIndices()[j]] += u[i] * x.values()[j];
      }
    }
    Vectors.add(sums, meanX, -sum);
    return sums;
  }
}
