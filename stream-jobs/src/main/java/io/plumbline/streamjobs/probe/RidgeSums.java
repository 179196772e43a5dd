package io.plumbline.streamjobs.probe;

import io.plumbline.streamjobs.linalg.BinaryCodec;
import io.plumbline.streamjobs.linalg.CsrMatrix;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import org.ejml.data.DMatrixRMaj;

/**
 * The sufficient statistics of ridge regression with a free intercept: number of rows, sums of x
 * and y, X'X and X'Y. Sums of parts add up to the sums of the whole, and can be made to count less.
 */
public final class RidgeSums {
  private final int columns;
  private final int targets;
  private double rows;
  private final double[] sumX;
  private final double[] sumY;

  /** Upper triangle of X'X, row by row. */
  private final double[] xx;

  /** X'Y, {@code [targets, columns]}. */
  private final double[] xy;

  /**
   * The sums of no rows.
   *
   * @param columns number of regressors
   * @param targets number of regressands
   */
  public RidgeSums(int columns, int targets) {
    this(
        columns,
        targets,
        0,
        new double[columns],
        new double[targets],
        new double[Math.toIntExact((long) columns * (columns + 1) / 2)],
        new double[targets * columns]);
  }

  private RidgeSums(
      int columns,
      int targets,
      double rows,
      double[] sumX,
      double[] sumY,
      double[] xx,
      double[] xy) {
    this.columns = columns;
    this.targets = targets;
    this.rows = rows;
    this.sumX = sumX;
    this.sumY = sumY;
    this.xx = xx;
    this.xy = xy;
  }

  /**
   * Adds one row.
   *
   * @param x {@code [rows, columns]}
   * @param y by target and row
   * @param weight how often it counts
   */
  public void add(CsrMatrix x, int row, double[][] y, double weight) {
    int from = x.rowPointers()[row];
    int to = x.rowPointers()[row + 1];
    int[] column = x.columnIndices();
    float[] value = x.values();
    rows += weight;
    for (int q = 0; q < targets; q++) {
      sumY[q] += weight * y[q][row];
    }
    for (int j = from; j < to; j++) {
      double xj = weight * value[j];
      sumX[column[j]] += xj;
      int start = triangleRow(column[j]) - column[j];
      for (int l = j; l < to; l++) {
        xx[start + column[l]] += xj * value[l];
      }
      for (int q = 0; q < targets; q++) {
        xy[q * columns + column[j]] += xj * y[q][row];
      }
    }
  }

  /** Where the row of the upper triangle starts, at its diagonal. */
  private int triangleRow(int j) {
    return (int) ((long) j * columns - (long) j * (j - 1) / 2);
  }

  /**
   * Adds the sums of other rows.
   *
   * @param weight how often each of them counts
   */
  public void add(RidgeSums other, double weight) {
    rows += weight * other.rows;
    addTo(sumX, other.sumX, weight);
    addTo(sumY, other.sumY, weight);
    addTo(xx, other.xx, weight);
    addTo(xy, other.xy, weight);
  }

  private static void addTo(double[] sums, double[] others, double weight) {
    for (int i = 0; i < sums.length; i++) {
      sums[i] += weight * others[i];
    }
  }

  /** Number of rows, each counted by its weight. */
  public double rows() {
    return rows;
  }

  /** X'X of centered x. */
  DMatrixRMaj centeredGram() {
    DMatrixRMaj gram = new DMatrixRMaj(columns, columns);
    int next = 0;
    for (int i = 0; i < columns; i++) {
      for (int j = i; j < columns; j++) {
        double value = xx[next++] - sumX[i] * sumX[j] / rows;
        gram.set(i, j, value);
        gram.set(j, i, value);
      }
    }
    return gram;
  }

  /** X'Y of centered x and y, {@code [columns, targets]}. */
  DMatrixRMaj centeredProducts() {
    DMatrixRMaj products = new DMatrixRMaj(columns, targets);
    for (int q = 0; q < targets; q++) {
      for (int j = 0; j < columns; j++) {
        products.set(j, q, xy[q * columns + j] - sumX[j] * sumY[q] / rows);
      }
    }
    return products;
  }

  /** The model with these weights whose intercept makes the residuals of a target sum to 0. */
  LinearModel withFreeIntercept(int target, double[] weights) {
    double fitted = 0;
    for (int j = 0; j < columns; j++) {
      fitted += weights[j] * sumX[j];
    }
    return new LinearModel(weights, (sumY[target] - fitted) / rows);
  }

  int columns() {
    return columns;
  }

  int targets() {
    return targets;
  }

  void write(DataOutput out) throws IOException {
    out.writeInt(columns);
    out.writeInt(targets);
    out.writeDouble(rows);
    for (double[] sums : new double[][] {sumX, sumY, xx, xy}) {
      BinaryCodec.write(out, sums);
    }
  }

  static RidgeSums read(DataInput in) throws IOException {
    return new RidgeSums(
        in.readInt(),
        in.readInt(),
        in.readDouble(),
        BinaryCodec.readDoubles(in),
        BinaryCodec.readDoubles(in),
        BinaryCodec.readDoubles(in),
        BinaryCodec.readDoubles(in));
  }
}
