package io.plumbline.streamjobs.dictionary;

import io.plumbline.streamjobs.linalg.BinaryCodec;
import io.plumbline.streamjobs.linalg.FloatMatrix;
import io.plumbline.streamjobs.stats.SplitMix64;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.Arrays;

/**
 * A bounded pool of rows from which rows are drawn at random. A full pool forgets rows at random.
 */
final class ShuffleBuffer {
  private final int width;
  private final int capacity;
  private float[] values;
  private int filled;

  ShuffleBuffer(int width, int capacity) {
    this.width = width;
    this.capacity = capacity;
    this.values = new float[0];
  }

  void add(FloatMatrix rows, SplitMix64 random) {
    for (int i = 0; i < rows.rows(); i++) {
      int slot = filled < capacity ? filled++ : random.nextInt(capacity);
      reserve(filled);
      System.arraycopy(rows.values(), i * width, values, slot * width, width);
    }
  }

  private void reserve(int rows) {
    int needed = Math.multiplyExact(rows, width);
    if (values.length < needed) {
      int doubled = (int) Math.min((long) capacity * width, 2L * needed);
      values = Arrays.copyOf(values, doubled);
    }
  }

  /** Rows drawn independently, so that one can come twice. */
  FloatMatrix draw(int rows, SplitMix64 random) {
    FloatMatrix drawn = FloatMatrix.zeros(rows, width);
    for (int i = 0; i < rows; i++) {
      System.arraycopy(values, random.nextInt(filled) * width, drawn.values(), i * width, width);
    }
    return drawn;
  }

  boolean isFull() {
    return filled == capacity;
  }

  boolean isEmpty() {
    return filled == 0;
  }

  /** All rows that are in it. */
  FloatMatrix contents() {
    return new FloatMatrix(filled, width, Arrays.copyOf(values, filled * width));
  }

  void write(DataOutput out) throws IOException {
    BinaryCodec.write(out, contents().values());
  }

  static ShuffleBuffer read(DataInput in, int width, int capacity) throws IOException {
    ShuffleBuffer buffer = new ShuffleBuffer(width, capacity);
    buffer.values = BinaryCodec.readFloats(in);
    buffer.filled = buffer.values.length / width;
    return buffer;
  }
}
