package io.plumbline.extractor.model.layer;

import ai.djl.ndarray.NDArray;

/**
 * {@code down(activation(gate(x)) * up(x))} (Shazeer, "GLU Variants Improve Transformer", 2020).
 */
public record GatedMlp(AffineMap gate, AffineMap up, Activation activation, AffineMap down)
    implements Mlp {
  @Override
  public NDArray apply(NDArray x) {
    return down.apply(activation.apply(gate.apply(x)).muli(up.apply(x)));
  }
}
