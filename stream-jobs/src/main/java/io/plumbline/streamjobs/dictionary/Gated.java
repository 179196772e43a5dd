package io.plumbline.streamjobs.dictionary;

import io.plumbline.streamjobs.linalg.FloatMatrix;

/**
 * One product, read twice (Rajamanoharan et al., "Improving dictionary learning with gated sparse
 * autoencoders", arXiv 2404.16014): with p = W x, a feature where p + b_gate is positive is
 * relu(exp(r_mag) p + b_mag). Pre-activations are p + b_gate.
 *
 * @param gateBias b_gate, {@code [d_sae]}; arrays are not copied
 * @param scale exp(r_mag), {@code [d_sae]}
 * @param magnitudeBias b_mag, {@code [d_sae]}
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
public record Gated(float[] gateBias, float[] scale, float[] magnitudeBias) implements Activation {
  @Override
  public void apply(FloatMatrix preActivations) {
    float[] values = preActivations.values();
    for (int i = 0; i < values.length; i++) {
      int j = i % gateBias.length;
      double magnitude = scale[j] * ((double) values[i] - gateBias[j]) + magnitudeBias[j];
      values[i] = values[i] > 0 && magnitude > 0 ? (float) magnitude : 0;
    }
  }
}
