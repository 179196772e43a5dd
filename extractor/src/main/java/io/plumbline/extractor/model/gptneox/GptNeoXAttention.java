package io.plumbline.extractor.model.gptneox;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.types.Shape;
import io.plumbline.extractor.model.Linear;

/**
 * Multi-head attention with rotary positions. The fused matrix holds query, key and value side by
 * side within each head.
 */
record GptNeoXAttention(
    Linear queryKeyValue, Linear dense, Rotary rotary, int heads, int headWidth) {

  /**
   * Attends from every position to those before it and itself.
   *
   * @param x {@code [batch, length, d_model]}
   * @return the same shape, without the residual stream
   */
  NDArray apply(NDArray x, NDArray causalMask) {
    long batch = x.getShape().get(0);
    long length = x.getShape().get(1);
    NDArray fused =
        queryKeyValue
            .apply(x)
            .reshape(new Shape(batch, length, heads, 3L * headWidth))
            .transpose(0, 2, 1, 3);
    NDList parts = fused.split(new long[] {headWidth, 2L * headWidth}, 3);
    NDArray query = rotary.rotate(parts.get(0));
    NDArray key = rotary.rotate(parts.get(1));
    NDArray scores =
        query.matMul(key.transpose(0, 1, 3, 2)).muli((float) (1 / StrictMath.sqrt(headWidth)));
    NDArray weights = scores.addi(causalMask).softmax(-1);
    NDArray mixed =
        weights.matMul(parts.get(2)).transpose(0, 2, 1, 3).reshape(new Shape(batch, length, -1));
    return dense.apply(mixed);
  }
}
