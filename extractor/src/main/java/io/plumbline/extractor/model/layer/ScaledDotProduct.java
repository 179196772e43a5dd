package io.plumbline.extractor.model.layer;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;

/**
 * {@code softmax(cap(scale q k^T) + mask) v} (Vaswani et al., "Attention Is All You Need", 2017),
 * with {@code cap(s) = c tanh(s / c)} where scores are capped softly.
 *
 * @param scale factor of the scores
 * @param cap c, or 0 for none
 */
public record ScaledDotProduct(float scale, float cap) implements AttentionProduct {
  /** Scores divided by the root of head_dim, as usual. */
  public static ScaledDotProduct of(int headWidth) {
    return new ScaledDotProduct((float) (1 / StrictMath.sqrt(headWidth)), 0);
  }

  /** A key head and the queries that share it meet in one product, so keys need no copies. */
  @Override
  public NDArray mix(NDArray query, NDArray key, NDArray value, BatchLayout layout, int window) {
    Shape shape = query.getShape();
    long batch = shape.get(0);
    long heads = shape.get(1);
    long length = shape.get(2);
    long keyHeads = key.getShape().get(1);
    long rows = heads / keyHeads * length;
    NDArray scores =
        query
            .reshape(batch, keyHeads, rows, shape.get(3))
            .matMul(key.transpose(0, 1, 3, 2))
            .muli(scale);
    if (cap > 0) {
      scores = scores.divi(cap).tanh().muli(cap);
    }
    NDArray weights =
        scores.reshape(batch, heads, length, length).addi(layout.mask(window)).softmax(-1);
    return weights.reshape(batch, keyHeads, rows, length).matMul(value).reshape(shape);
  }
}
