package io.plumbline.extractor.model.layer;

import ai.djl.ndarray.NDArray;
import io.plumbline.extractor.model.NormKind;

/**
 * {@code gamma x / sqrt(mean x^2 + epsilon)} (Zhang and Sennrich, "Root Mean Square Layer
 * Normalization", 2019).
 *
 * @param gamma {@code [width]}
 */
public record RmsNorm(NDArray gamma, float epsilon) implements Norm {
  @Override
  public NDArray apply(NDArray x) {
    NDArray size = x.square().mean(new int[] {-1}, true).addi(epsilon).sqrt();
    return x.div(size).muli(gamma);
  }

  @Override
  public NormKind kind() {
    return NormKind.RMS_NORM;
  }

  @Override
  public NDArray beta() {
    return null;
  }
}
