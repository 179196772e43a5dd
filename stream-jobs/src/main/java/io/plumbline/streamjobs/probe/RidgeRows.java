package io.plumbline.streamjobs.probe;

import io.plumbline.streamjobs.linalg.BinaryCodec;
import io.plumbline.streamjobs.linalg.CsrMatrix;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;

/**
 * Rows of one checkpoint that a ridge is fitted to.
 *
 * @param x {@code [rows, columns]}
 * @param y by target and row
 * @param fold of each row
 * @param weight how often each row counts
 */
@SuppressWarnings("ArrayRecordComponent") // state that is carried, never compared
record RidgeRows(CsrMatrix x, double[][] y, int[] fold, double weight) {

  RidgeRows times(double decay) {
    return new RidgeRows(x, y, fold, weight * decay);
  }

  /** Adds each row to the sums of its fold. */
  void addTo(RidgeSums[] byFold) {
    for (int i = 0; i < x.rows(); i++) {
      byFold[fold[i]].add(x, i, y, weight);
    }
  }

  void write(DataOutput out) throws IOException {
    out.writeInt(x.columns());
    BinaryCodec.write(out, x.rowPointers());
    BinaryCodec.write(out, x.columnIndices());
    BinaryCodec.write(out, x.values());
    out.writeInt(y.length);
    for (double[] target : y) {
      BinaryCodec.write(out, target);
    }
    BinaryCodec.write(out, fold);
    out.writeDouble(weight);
  }

  static RidgeRows read(DataInput in) throws IOException {
    CsrMatrix x =
        new CsrMatrix(
            in.readInt(),
            BinaryCodec.readInts(in),
            BinaryCodec.readInts(in),
            BinaryCodec.readFloats(in));
    double[][] y = new double[in.readInt()][];
    for (int q = 0; q < y.length; q++) {
      y[q] = BinaryCodec.readDoubles(in);
    }
    return new RidgeRows(x, y, BinaryCodec.readInts(in), in.readDouble());
  }
}
