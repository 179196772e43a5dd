package io.plumbline.extractor.model.layer;

import ai.djl.ndarray.NDArray;

/** {@code out(activation(in(x)))}. */
public record PlainMlp(AffineMap in, Activation activation, AffineMap out) implements Mlp {
  @Override
  public NDArray apply(NDArray x) {
    return out.apply(activation.apply(in.apply(x)));
  }
}
