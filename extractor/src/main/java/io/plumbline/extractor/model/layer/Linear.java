package io.plumbline.extractor.model.layer;

import ai.djl.ndarray.NDArray;

/**
 * {@code y = x W^T + b} in f32.
 *
 * @param weight {@code [out, in]}
 * @param bias {@code [out]}, or null
 */
public record Linear(NDArray weight, NDArray bias) implements AffineMap {
  @Override
  public NDArray apply(NDArray x) {
    return ai.djl.nn.core.Linear.linear(x, weight, bias).singletonOrThrow();
  }
}
