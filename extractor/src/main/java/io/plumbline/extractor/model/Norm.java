package io.plumbline.extractor.model;

import ai.djl.ndarray.NDArray;

/** Normalisation over the last dimension. */
public interface Norm {
  /** Normalises {@code [..., width]}. */
  NDArray apply(NDArray x);

  /** What it computes. */
  NormKind kind();

  /** What it multiplies by, {@code [width]}. */
  NDArray gamma();

  /** What it adds, {@code [width]}; null where it adds nothing. */
  NDArray beta();

  /** What it adds under the root. */
  float epsilon();
}
