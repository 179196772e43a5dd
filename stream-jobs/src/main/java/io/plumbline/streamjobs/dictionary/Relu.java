package io.plumbline.streamjobs.dictionary;

import io.plumbline.streamjobs.linalg.FloatMatrix;

/** Keeps what is positive. */
public record Relu() implements Activation {
  @Override
  public void apply(FloatMatrix preActivations) {
    float[] values = preActivations.values();
    for (int i = 0; i < values.length; i++) {
      if (!(values[i] > 0)) {
        values[i] = 0;
      }
    }
  }
}
