package io.plumbline.streamjobs.attribution;

import io.plumbline.streamjobs.linalg.FloatMatrix;

/** What changed since the base, in units of the base's norm scale. */
final class Changes {
  private Changes() {}

  /**
   * (x_t - x_0) / sigma_0 of every context of a block, {@code [contexts, d_model]}; zeros where the
   * context is not usable.
   */
  static FloatMatrix of(
      ContextBlock block, ContextBlock.HookPair pair, Choices choices, FinalNorm baseNorm) {
    FloatMatrix changes = FloatMatrix.zeros(block.size(), pair.base().columns());
    int width = changes.columns();
    for (int c = 0; c < block.size(); c++) {
      if (choices.usable(c)) {
        double sigma = baseNorm.scale(block.base(), c);
        for (int i = 0; i < width; i++) {
          changes.values()[c * width + i] =
              (float) (((double) pair.tuned().get(c, i) - pair.base().get(c, i)) / sigma);
        }
      }
    }
    return changes;
  }

  /** The usable rows. */
  static FloatMatrix usable(FloatMatrix rows, Choices choices) {
    int width = rows.columns();
    float[] kept = new float[rows.values().length];
    int count = 0;
    for (int c = 0; c < rows.rows(); c++) {
      if (choices.usable(c)) {
        System.arraycopy(rows.values(), c * width, kept, count++ * width, width);
      }
    }
    return new FloatMatrix(rows.rows(), width, kept).rows(0, count);
  }
}
