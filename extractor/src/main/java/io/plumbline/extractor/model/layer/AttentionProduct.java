package io.plumbline.extractor.model.layer;

import ai.djl.ndarray.NDArray;

/** The part of attention without weights: mixes values by how queries match keys. */
public interface AttentionProduct {
  /**
   * Mixes the values. Query head h reads key head {@code h / (heads / keyHeads)}.
   *
   * @param query {@code [batch, heads, length, head_dim]}
   * @param key {@code [batch, keyHeads, length, head_dim]}
   * @param value as {@code key}
   * @param layout which tokens may see each other
   * @param window how many positions each sees, itself and those right before it
   * @return as {@code query}
   */
  NDArray mix(NDArray query, NDArray key, NDArray value, BatchLayout layout, int window);
}
