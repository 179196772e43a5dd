package io.plumbline.schemas.settings;

/** How queries, keys and values are mixed. Results agree to rounding. */
public enum AttentionMethod {
  /** One kernel of PyTorch, which holds no matrix of scores; where scores are capped, as PLAIN. */
  FUSED,
  /** Product, mask, softmax and product, one after the other. */
  PLAIN
}
