package io.plumbline.ops.trainer;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.index.NDIndex;
import ai.djl.ndarray.types.Shape;
import java.util.Arrays;
import java.util.List;

/**
 * Token sequences of one length, of which the first {@code prompt} tokens are given and the rest
 * are predicted.
 *
 * @param ids row-major {@code [rows, length]}
 */
@SuppressWarnings("ArrayRecordComponent") // held for its storage; sequences are never compared
record Sequences(int rows, int length, int prompt, long[] ids) {

  static Sequences of(List<long[]> rows, int prompt) {
    int length = rows.get(0).length;
    long[] ids = new long[rows.size() * length];
    for (int r = 0; r < rows.size(); r++) {
      System.arraycopy(rows.get(r), 0, ids, r * length, length);
    }
    return new Sequences(rows.size(), length, prompt, ids);
  }

  /** Predicted tokens of each row. */
  int predicted() {
    return length - prompt;
  }

  long[] row(int row) {
    return Arrays.copyOfRange(ids, row * length, (row + 1) * length);
  }

  long[] completion(int row) {
    return Arrays.copyOfRange(ids, row * length + prompt, (row + 1) * length);
  }

  NDArray toArray(NDManager scope) {
    return scope.create(ids, new Shape(rows, length));
  }

  /** The hidden states that predict, {@code [rows * predicted, width]}. */
  NDArray predicting(NDArray hidden) {
    NDArray span = hidden.get(new NDIndex(":,{}:{}", prompt - 1, length - 1));
    return span.reshape((long) rows * predicted(), hidden.getShape().get(2));
  }

  /** The predicted ids as an index column {@code [rows * predicted, 1]}. */
  NDArray targets(NDManager scope) {
    long[] targets = new long[rows * predicted()];
    for (int r = 0; r < rows; r++) {
      System.arraycopy(ids, r * length + prompt, targets, r * predicted(), predicted());
    }
    return scope.create(targets, new Shape(targets.length, 1));
  }
}
