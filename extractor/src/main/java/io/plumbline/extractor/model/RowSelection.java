package io.plumbline.extractor.model;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.index.NDIndex;
import ai.djl.ndarray.types.Shape;
import java.util.List;

/** Picks rows out of a batch. */
final class RowSelection {
  private RowSelection() {}

  /**
   * The given rows, one below the other.
   *
   * @param value {@code [batch, length, d_model]}
   * @param length padded length of the batch
   * @return {@code [rows, d_model]}, owned by the manager of {@code value}
   */
  static NDArray of(NDArray value, List<Row> rows, int length) {
    long[] indices = new long[rows.size()];
    for (int i = 0; i < indices.length; i++) {
      indices[i] = (long) rows.get(i).sequence() * length + rows.get(i).position();
    }
    NDManager manager = value.getManager();
    try (NDArray index = manager.create(indices);
        NDArray flat = value.reshape(new Shape(-1, value.getShape().get(2)))) {
      return flat.get(manager, new NDIndex("{}", index));
    }
  }
}
