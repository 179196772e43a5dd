package io.plumbline.streamjobs.dictionary;

import io.plumbline.schemas.settings.DictionaryKind;
import io.plumbline.streamjobs.linalg.FloatMatrix;

/** What makes features of pre-activations, in place: an entry is kept or becomes 0. */
@FunctionalInterface
interface Activation {
  /**
   * Turns pre-activations into features.
   *
   * @param preActivations {@code [rows, d_sae]}, overwritten with the features
   */
  void apply(FloatMatrix preActivations);

  static Activation of(DictionaryKind kind, int k) {
    return switch (kind) {
      case TIED_RELU -> Activation::relu;
      case TOPK -> new TopK(k);
    };
  }

  private static void relu(FloatMatrix preActivations) {
    float[] values = preActivations.values();
    for (int i = 0; i < values.length; i++) {
      if (!(values[i] > 0)) {
        values[i] = 0;
      }
    }
  }
}
