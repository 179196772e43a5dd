package io.plumbline.streamjobs.dictionary;

import io.plumbline.streamjobs.linalg.FloatMatrix;

/** What is done to each row before it is encoded, and undone after it is rebuilt. */
public enum Normalization {
  NONE,
  /** Rows are scaled to the norm sqrt(d_model). */
  CONSTANT_NORM,
  /** Rows are shifted to mean 0 and scaled to standard deviation 1. */
  LAYER_NORM;

  /** SAELens's, which keeps the deviation from being 0. */
  private static final double EPSILON = 1e-5;

  /**
   * Rows and how to undo what was done to them.
   *
   * @param rows normalised, {@code [rows, d_model]}
   * @param scale what each row is multiplied by to undo it
   * @param shift what is then added to its entries
   */
  @SuppressWarnings("ArrayRecordComponent") // never compared
  record Normalized(FloatMatrix rows, double[] scale, double[] shift) {
    /** Undoes in place, on rows rebuilt from these. */
    void undo(FloatMatrix rebuilt) {
      for (int i = 0; i < rebuilt.values().length; i++) {
        int row = i / rebuilt.columns();
        rebuilt.values()[i] = (float) (rebuilt.values()[i] * scale[row] + shift[row]);
      }
    }
  }

  /** Normalises a copy of the rows. */
  Normalized apply(FloatMatrix x) {
    FloatMatrix rows = x.rows(0, x.rows());
    double[] scale = new double[x.rows()];
    double[] shift = new double[x.rows()];
    for (int i = 0; i < x.rows(); i++) {
      double divisor = divisor(x, i, scale, shift);
      for (int j = 0; j < x.columns(); j++) {
        rows.values()[i * x.columns() + j] = (float) ((x.get(i, j) - shift[i]) / divisor);
      }
    }
    return new Normalized(rows, scale, shift);
  }

  private double divisor(FloatMatrix x, int row, double[] scale, double[] shift) {
    int width = x.columns();
    double sum = 0;
    double squares = 0;
    for (int j = 0; j < width; j++) {
      sum += x.get(row, j);
    }
    shift[row] = this == LAYER_NORM ? sum / width : 0;
    for (int j = 0; j < width; j++) {
      double centred = x.get(row, j) - shift[row];
      squares += centred * centred;
    }
    scale[row] =
        switch (this) {
          case NONE -> 1;
          case CONSTANT_NORM -> StrictMath.sqrt(squares / width);
          case LAYER_NORM -> StrictMath.sqrt(squares / (width - 1));
        };
    return this == LAYER_NORM ? scale[row] + EPSILON : scale[row];
  }
}
