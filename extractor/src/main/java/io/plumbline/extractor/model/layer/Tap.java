package io.plumbline.extractor.model.layer;

import ai.djl.ndarray.NDArray;
import io.plumbline.extractor.model.HookKind;

/** Where a layer shows its intermediate values. */
@FunctionalInterface
public interface Tap {
  /**
   * Shows a value.
   *
   * @param value {@code [batch, length, d_model]}; only to be looked at during the call
   */
  void offer(HookKind kind, NDArray value);
}
