package io.plumbline.extractor.adapter;

import io.plumbline.extractor.model.MatrixProduct;
import io.plumbline.schemas.safetensors.TensorSource;
import java.nio.FloatBuffer;
import java.util.Arrays;

/**
 * Computes low-rank changes block by block and keeps the last block. A block has the same shape
 * whatever is asked for, so that each element has the same bits however it is read.
 */
final class DeltaBlocks {
  private static final int BLOCK_ELEMENTS = 1 << 20;
  private static final long NONE = -1;

  private final TensorSource tensors;
  private LowRankDelta current;
  private float[] left = {};
  private float[] right = {};
  private long index = NONE;
  private float[] block = {};

  DeltaBlocks(TensorSource tensors) {
    this.tensors = tensors;
  }

  /**
   * Adds a change to elements of a weight, rounding once.
   *
   * @param from index of the first element, row-major
   * @param into holds the elements from {@code start} up to its position
   */
  synchronized void add(LowRankDelta delta, long from, FloatBuffer into, int start) {
    if (!delta.equals(current)) {
      left = delta.left(tensors);
      right = delta.right(tensors);
      current = delta;
      index = NONE;
    }
    int rows = Math.max(1, BLOCK_ELEMENTS / delta.columns());
    long elements = (long) rows * delta.columns();
    int next = start;
    while (next < into.position()) {
      long element = from + (next - start);
      load(element / elements, rows);
      int offset = (int) (element % elements);
      int count = Math.min(block.length - offset, into.position() - next);
      for (int i = 0; i < count; i++) {
        double sum = into.get(next + i) + delta.scale() * block[offset + i];
        into.put(next + i, (float) sum);
      }
      next += count;
    }
  }

  private void load(long wanted, int rowsOfBlock) {
    if (wanted != index) {
      int rank = current.rank();
      int first = Math.toIntExact(wanted * rowsOfBlock);
      int rows = Math.min(rowsOfBlock, current.rows() - first);
      float[] some = Arrays.copyOfRange(left, first * rank, (first + rows) * rank);
      block = MatrixProduct.of(some, right, rank);
      index = wanted;
    }
  }
}
