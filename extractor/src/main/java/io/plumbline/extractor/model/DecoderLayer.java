package io.plumbline.extractor.model;

import ai.djl.ndarray.NDArray;

/** One layer of a decoder. */
@FunctionalInterface
public interface DecoderLayer {
  /**
   * Runs the layer. All arrays it makes belong to the manager of {@code x}.
   *
   * @param x residual stream, {@code [batch, length, d_model]}
   * @param causalMask {@code [length, length]}: 0 where a row may look, minus infinity elsewhere
   * @param tap is shown every hook point of the layer
   * @return residual stream after the layer
   */
  NDArray forward(NDArray x, NDArray causalMask, Tap tap);
}
