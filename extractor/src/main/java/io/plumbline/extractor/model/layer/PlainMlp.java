package io.plumbline.extractor.model.layer;

import ai.djl.ndarray.NDArray;

/** {@code out(activation(in(x)))}. */
public record PlainMlp(Linear in, Activation activation, Linear out) implements Mlp {
  @Override
  public NDArray apply(NDArray x) {
    return out.apply(activation.apply(in.apply(x)));
  }
}
