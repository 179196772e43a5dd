package io.plumbline.extractor.model.layer;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;

/**
 * Causal self-attention with any number of query heads to a key head (Ainslie et al., "GQA", 2023).
 *
 * @param queryKeyValue all queries, then all keys, then all values, each head by head
 * @param out maps the heads' values back to d_model
 * @param heads query heads
 * @param keyHeads key and value heads, a divisor of {@code heads}
 * @param headWidth head_dim
 * @param queryNorm norm of each head's query, or null
 * @param keyNorm norm of each head's key, or null
 * @param rotary position embedding, or null
 * @param product how queries, keys and values are mixed
 * @param window how many positions each sees, itself and those right before it
 */
public record Attention(
    AffineMap queryKeyValue,
    AffineMap out,
    int heads,
    int keyHeads,
    int headWidth,
    Norm queryNorm,
    Norm keyNorm,
    Rotary rotary,
    AttentionProduct product,
    int window) {

  /**
   * Attends from every position to those it may see.
   *
   * @param x {@code [batch, length, d_model]}
   * @return the same shape, without the residual stream
   */
  NDArray apply(NDArray x, BatchLayout layout) {
    long queries = (long) heads * headWidth;
    long keys = (long) keyHeads * headWidth;
    NDList parts = queryKeyValue.apply(x).split(new long[] {queries, queries + keys}, 2);
    NDArray query = positioned(queryNorm, byHead(parts.get(0), heads), layout);
    NDArray key = positioned(keyNorm, byHead(parts.get(1), keyHeads), layout);
    NDArray value = byHead(parts.get(2), keyHeads);
    NDArray mixed = product.mix(query, key, value, layout, window);
    return out.apply(
        mixed.transpose(0, 2, 1, 3).reshape(x.getShape().get(0), x.getShape().get(1), queries));
  }

  /**
   * Turns {@code [batch, length, count * head_dim]} into {@code [batch, count, length, head_dim]}.
   */
  private NDArray byHead(NDArray x, int count) {
    return x.reshape(x.getShape().get(0), x.getShape().get(1), count, headWidth)
        .transpose(0, 2, 1, 3);
  }

  private NDArray positioned(Norm norm, NDArray x, BatchLayout layout) {
    NDArray normed = norm == null ? x : norm.apply(x);
    return rotary == null ? normed : rotary.rotate(normed, layout);
  }
}
