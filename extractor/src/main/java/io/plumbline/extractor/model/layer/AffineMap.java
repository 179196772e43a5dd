package io.plumbline.extractor.model.layer;

import ai.djl.ndarray.NDArray;

/** {@code y = x W^T + b}, however it is computed. */
public interface AffineMap {
  /** Maps {@code [..., in]} to {@code [..., out]}, f32 to f32. */
  NDArray apply(NDArray x);
}
