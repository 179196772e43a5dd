package io.plumbline.extractor.model.layer;

import ai.djl.ndarray.NDArray;
import io.plumbline.extractor.model.NormKind;

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
