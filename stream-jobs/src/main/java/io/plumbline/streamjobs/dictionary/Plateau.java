package io.plumbline.streamjobs.dictionary;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;

/** Tells whether FVU still falls, from one whole stretch of training to the next. */
final class Plateau {
  /** Stretches without a fall that make a plateau. */
  static final int PATIENCE = 4;

  private double lowest = Double.POSITIVE_INFINITY;
  private int stretches;

  /**
   * Takes a stretch in.
   *
   * @param share by which FVU has to fall below the lowest to count as falling
   */
  void add(double fvu, double share) {
    if (fvu < lowest * (1 - share)) {
      lowest = fvu;
      stretches = 0;
    } else {
      stretches++;
    }
  }

  boolean reached() {
    return stretches >= PATIENCE;
  }

  void write(DataOutput out) throws IOException {
    out.writeDouble(lowest);
    out.writeInt(stretches);
  }

  static Plateau read(DataInput in) throws IOException {
    Plateau plateau = new Plateau();
    plateau.lowest = in.readDouble();
    plateau.stretches = in.readInt();
    return plateau;
  }
}
