package io.plumbline.extractor.model.layer;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.SparseFormat;
import ai.djl.nn.core.Embedding;

/**
 * The residual stream before the first layer: {@code scale * tokens[id] + positions[position]}.
 *
 * @param tokens {@code [vocabulary, d_model]}
 * @param positions {@code [positions, d_model]}, or null where positions are not added
 */
public record TokenEmbedding(NDArray tokens, NDArray positions, float scale) {
  /** Maps ids {@code [batch, length]} to {@code [batch, length, d_model]}. */
  public NDArray apply(NDArray ids, BatchLayout layout) {
    NDArray x = Embedding.embedding(ids, tokens, SparseFormat.DENSE).singletonOrThrow();
    if (scale != 1) {
      x = x.muli(scale);
    }
    if (positions != null) {
      x = x.addi(layout.byPosition(positions));
    }
    return x;
  }
}
