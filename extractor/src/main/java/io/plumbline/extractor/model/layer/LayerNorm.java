package io.plumbline.extractor.model.layer;

import ai.djl.ndarray.NDArray;
import io.plumbline.extractor.model.NormKind;

/**
 * {@code gamma (x - mean x) / sqrt(var x + epsilon) + beta} (Ba, Kiros and Hinton, "Layer
 * Normalization", 2016), with the variance over d_model, not d_model - 1.
 *
 * @param gamma {@code [width]}
 * @param beta {@code [width]}
 */
public record LayerNorm(NDArray gamma, NDArray beta, float epsilon) implements Norm {
  @Override
  public NDArray apply(NDArray x) {
    return ai.djl.nn.norm.LayerNorm.layerNorm(x, gamma.getShape(), gamma, beta, epsilon)
        .singletonOrThrow();
  }

  @Override
  public NormKind kind() {
    return NormKind.LAYER_NORM;
  }
}
