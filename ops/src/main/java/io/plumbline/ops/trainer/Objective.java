package io.plumbline.ops.trainer;

/** What a training step minimises, given by its slopes in the model's outputs. */
interface Objective {

  /**
   * Partial derivatives of a loss.
   *
   * @param logProb by the log-probability of each predicted token, {@code [rows * predicted]}
   * @param value by the value head's output there, or null without a value head
   */
  @SuppressWarnings("ArrayRecordComponent") // a pair of buffers, never compared
  record Slopes(float[] logProb, float[] value) {}

  /**
   * The slopes at the present outputs.
   *
   * @param logProbs of the predicted tokens, {@code [rows * predicted]}
   * @param values of the value head there, or null without one
   */
  Slopes at(float[] logProbs, float[] values);

  /** Mean cross-entropy. */
  static Objective crossEntropy() {
    return (logProbs, values) -> {
      float[] slope = new float[logProbs.length];
      java.util.Arrays.fill(slope, -1f / logProbs.length);
      return new Slopes(slope, null);
    };
  }
}
