package io.plumbline.extractor.model.layer;

import ai.djl.ndarray.NDArray;

/** The part of a layer that looks at each position by itself. */
@FunctionalInterface
public interface Mlp {
  /** Maps {@code [batch, length, d_model]} to the same shape. */
  NDArray apply(NDArray x);
}
