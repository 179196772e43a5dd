package io.plumbline.ops.trainer;

/**
 * Generalised advantage estimates (Schulman et al. 2015, arXiv 1506.02438) without discount: A_t =
 * sum over k of lambda^k (r_{t+k} + V_{t+k+1} - V_{t+k}), with V = 0 after the last token.
 *
 * @param whitened advantages shifted and scaled to mean 0 and deviation 1 over the batch
 * @param returns advantage plus value: what the value head should have said
 */
@SuppressWarnings("ArrayRecordComponent") // a pair of buffers, never compared
record Advantages(float[] whitened, float[] returns) {

  /**
   * Computes them for rows of one length.
   *
   * @param rewards {@code [rows * length]}
   * @param values {@code [rows * length]}
   */
  static Advantages of(double[] rewards, float[] values, int length, double lambda) {
    int size = rewards.length;
    double[] raw = new double[size];
    float[] returns = new float[size];
    double mean = 0;
    for (int end = size; end > 0; end -= length) {
      double running = 0;
      double nextValue = 0;
      for (int i = end - 1; i >= end - length; i--) {
        running = rewards[i] + nextValue - values[i] + lambda * running;
        nextValue = values[i];
        raw[i] = running;
        returns[i] = (float) (running + values[i]);
        mean += running / size;
      }
    }
    double variance = 0;
    for (double a : raw) {
      variance += (a - mean) * (a - mean) / size;
    }
    float[] whitened = new float[size];
    for (int i = 0; i < size; i++) {
      whitened[i] = (float) ((raw[i] - mean) / (StrictMath.sqrt(variance) + 1e-8));
    }
    return new Advantages(whitened, returns);
  }
}
