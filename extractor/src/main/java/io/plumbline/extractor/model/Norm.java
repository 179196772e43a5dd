package io.plumbline.extractor.model;

import ai.djl.ndarray.NDArray;

/** Normalisation over the last dimension. */
@FunctionalInterface
public interface Norm {
  /** Normalises {@code [..., d_model]}. */
  NDArray apply(NDArray x);
}
