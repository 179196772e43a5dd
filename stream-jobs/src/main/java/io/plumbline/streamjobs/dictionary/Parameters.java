package io.plumbline.streamjobs.dictionary;

import io.plumbline.streamjobs.linalg.FloatMatrix;
import io.plumbline.streamjobs.stats.SplitMix64;

/**
 * The parameters of a dictionary that is being trained, or one number for each of them, such as
 * their gradients.
 *
 * @param weights W, {@code [d_sae, d_model]}
 * @param encoderBias b_e, {@code [d_sae]}
 * @param decoderBias b_d, {@code [d_model]}
 */
record Parameters(FloatMatrix weights, FloatMatrix encoderBias, FloatMatrix decoderBias) {
  static Parameters zeros(int features, int width) {
    return new Parameters(
        FloatMatrix.zeros(features, width),
        FloatMatrix.zeros(1, features),
        FloatMatrix.zeros(1, width));
  }

  /** Rows of W uniform on the unit sphere, biases 0. */
  static Parameters random(int features, int width, SplitMix64 random) {
    Parameters parameters = zeros(features, width);
    float[] values = parameters.weights.values();
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) random.nextGaussian();
    }
    Rows.normalize(parameters.weights);
    return parameters;
  }
}
