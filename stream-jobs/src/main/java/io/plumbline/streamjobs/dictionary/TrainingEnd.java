package io.plumbline.streamjobs.dictionary;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;

/**
 * When training ends, if its input does not end before.
 *
 * @param tokens rows consumed by training steps, repeats included; 0 for no limit
 * @param plateau training ends when over {@link Plateau#PATIENCE} stretches FVU has not fallen by
 *     this share of the lowest before; 0 for never
 */
public record TrainingEnd(long tokens, double plateau) {
  /** Only with the input. */
  public static final TrainingEnd OF_INPUT = new TrainingEnd(0, 0);

  public TrainingEnd {
    if (tokens < 0 || !(plateau >= 0 && plateau < 1)) {
      throw new IllegalArgumentException("tokens must not be negative, plateau in [0, 1)");
    }
  }

  void write(DataOutput out) throws IOException {
    out.writeLong(tokens);
    out.writeDouble(plateau);
  }

  static TrainingEnd read(DataInput in) throws IOException {
    return new TrainingEnd(in.readLong(), in.readDouble());
  }
}
