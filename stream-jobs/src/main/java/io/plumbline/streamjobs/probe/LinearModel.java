package io.plumbline.streamjobs.probe;

import io.plumbline.streamjobs.linalg.BinaryCodec;
import io.plumbline.streamjobs.linalg.CsrMatrix;
import io.plumbline.streamjobs.stats.Statistic;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;

/** y = intercept + weights . x. */
public final class LinearModel {
  private final double[] weights;
  private final double intercept;

  /**
   * A model around weights, which are not copied.
   *
   * @param weights one per column
   */
  public LinearModel(double[] weights, double intercept) {
    this.weights = weights;
    this.intercept = intercept;
  }

  /**
   * Prediction for one row.
   *
   * @param x {@code [rows, weights]}
   */
  public double predict(CsrMatrix x, int row) {
    double y = intercept;
    for (int j = x.rowPointers()[row]; j < x.rowPointers()[row + 1]; j++) {
      y += weights[x.columnIndices()[j]] * x.values()[j];
    }
    return y;
  }

  /** Cosine of the angle between the weights of two models. */
  public Statistic cosine(LinearModel other) {
    double dot = 0;
    double here = 0;
    double there = 0;
    for (int j = 0; j < weights.length; j++) {
      dot += weights[j] * other.weights[j];
      here += weights[j] * weights[j];
      there += other.weights[j] * other.weights[j];
    }
    if (here == 0 || there == 0) {
      return Statistic.undefined("the weights are all zero");
    }
    return Statistic.finite(dot / StrictMath.sqrt(here) / StrictMath.sqrt(there));
  }

  /** The model's own array. */
  public double[] weights() {
    return weights;
  }

  public double intercept() {
    return intercept;
  }

  void write(DataOutput out) throws IOException {
    BinaryCodec.write(out, weights);
    out.writeDouble(intercept);
  }

  static LinearModel read(DataInput in) throws IOException {
    return new LinearModel(BinaryCodec.readDoubles(in), in.readDouble());
  }
}
