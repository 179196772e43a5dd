package io.plumbline.streamjobs.dictionary;

import io.plumbline.streamjobs.linalg.FloatMatrix;

/**
 * Keeps what is positive and above its feature's threshold (Rajamanoharan et al., "Jumping ahead:
 * improving reconstruction fidelity with JumpReLU sparse autoencoders", arXiv 2407.14435).
 *
 * @param threshold {@code [d_sae]}; the array is not copied
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
public record JumpRelu(float[] threshold) implements Activation {
  @Override
  public void apply(FloatMatrix preActivations) {
    float[] values = preActivations.values();
    for (int i = 0; i < values.length; i++) {
      if (!(values[i] > Math.max(threshold[i % threshold.length], 0))) {
        values[i] = 0;
      }
    }
  }
}
