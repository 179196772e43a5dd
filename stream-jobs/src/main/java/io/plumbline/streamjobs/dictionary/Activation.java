package io.plumbline.streamjobs.dictionary;

import io.plumbline.schemas.settings.DictionaryKind;
import io.plumbline.streamjobs.linalg.CsrMatrix;
import io.plumbline.streamjobs.linalg.FloatMatrix;

/** What makes features of pre-activations, in place: an entry is kept, changed or becomes 0. */
public sealed interface Activation permits Relu, TopK, JumpRelu, Gated {
  /**
   * Turns pre-activations into features.
   *
   * @param preActivations {@code [rows, d_sae]}, overwritten with the features
   */
  void apply(FloatMatrix preActivations);

  /**
   * The features of pre-activations that are not zero.
   *
   * @param preActivations {@code [rows, d_sae]}, which may be overwritten
   * @return {@code [rows, d_sae]}
   */
  default CsrMatrix keep(FloatMatrix preActivations) {
    apply(preActivations);
    return CsrMatrix.of(preActivations);
  }

  static Activation of(DictionaryKind kind, int k) {
    return switch (kind) {
      case TIED_RELU -> new Relu();
      case TOPK -> new TopK(k);
    };
  }
}
