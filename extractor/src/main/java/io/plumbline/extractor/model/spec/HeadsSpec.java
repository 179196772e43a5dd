package io.plumbline.extractor.model.spec;

/**
 * Attention heads.
 *
 * @param queries query heads
 * @param keys key and value heads, a divisor of {@code queries}
 * @param width head_dim
 */
public record HeadsSpec(int queries, int keys, int width) {
  /** Width of all queries, or of what the heads give. */
  public int queryWidth() {
    return queries * width;
  }

  /** Width of all keys, or of all values. */
  public int keyWidth() {
    return keys * width;
  }
}
