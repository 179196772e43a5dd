package io.plumbline.streamjobs.probe;

import io.plumbline.streamjobs.linalg.BinaryCodec;
import io.plumbline.streamjobs.linalg.CsrMatrix;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;

/**
 * Logistic regression that learns row by row, by AdaGrad (Duchi, Hazan and Singer, JMLR 2011): each
 * weight's step shrinks with the root of the sum of its squared gradients, so that features of any
 * size and frequency are learned alike. Its state does not grow with the rows seen.
 */
public final class OnlineLogistic {
  private static final double EPSILON = 1e-10;

  private final double rate;
  private final double[] weights;
  private final double[] squares;
  private double intercept;
  private double interceptSquares;

  /**
   * A model that has learned nothing.
   *
   * @param columns number of regressors
   * @param rate size of the first step of each weight
   */
  public OnlineLogistic(int columns, double rate) {
    this(rate, new double[columns], new double[columns], 0, 0);
  }

  private OnlineLogistic(
      double rate, double[] weights, double[] squares, double intercept, double interceptSquares) {
    this.rate = rate;
    this.weights = weights;
    this.squares = squares;
    this.intercept = intercept;
    this.interceptSquares = interceptSquares;
  }

  /** Learns one row. */
  public void learn(CsrMatrix x, int row, boolean positive) {
    double error = LogisticLoss.probability(model().predict(x, row)) - (positive ? 1 : 0);
    for (int j = x.rowPointers()[row]; j < x.rowPointers()[row + 1]; j++) {
      int column = x.columnIndices()[j];
      double gradient = error * x.values()[j];
      squares[column] += gradient * gradient;
      weights[column] -= rate * gradient / (StrictMath.sqrt(squares[column]) + EPSILON);
    }
    interceptSquares += error * error;
    intercept -= rate * error / (StrictMath.sqrt(interceptSquares) + EPSILON);
  }

  /** The model as it is now; it shares the weights. */
  public LinearModel model() {
    return new LinearModel(weights, intercept);
  }

  OnlineLogistic copy() {
    return new OnlineLogistic(rate, weights.clone(), squares.clone(), intercept, interceptSquares);
  }

  int columns() {
    return weights.length;
  }

  void write(DataOutput out) throws IOException {
    out.writeDouble(rate);
    BinaryCodec.write(out, weights);
    BinaryCodec.write(out, squares);
    out.writeDouble(intercept);
    out.writeDouble(interceptSquares);
  }

  static OnlineLogistic read(DataInput in) throws IOException {
    return new OnlineLogistic(
        in.readDouble(),
        BinaryCodec.readDoubles(in),
        BinaryCodec.readDoubles(in),
        in.readDouble(),
        in.readDouble());
  }
}
