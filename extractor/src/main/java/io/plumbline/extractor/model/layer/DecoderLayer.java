package io.plumbline.extractor.model.layer;

import ai.djl.ndarray.NDArray;
import io.plumbline.extractor.model.HookKind;

/**
 * One layer of a decoder: {@code m = x + attention(norm1(x))}, then {@code m + mlp(norm2(m))}.
 * Where the two run in parallel, the MLP reads {@code norm2(x)} instead.
 *
 * @param attentionNorm norm1
 * @param attended applied to what the attention gives, before it is added; null for nothing
 * @param mlpNorm norm2
 * @param transformed applied to what the MLP gives, before it is added; null for nothing
 * @param parallel whether attention and MLP both read the layer's input
 */
public record DecoderLayer(
    Norm attentionNorm,
    Attention attention,
    Norm attended,
    Norm mlpNorm,
    Mlp mlp,
    Norm transformed,
    boolean parallel) {

  /**
   * Runs the layer. All arrays it makes belong to the manager of {@code x}.
   *
   * @param x residual stream, {@code [batch, length, d_model]}
   * @param layout where the tokens stand and may look
   * @param tap is shown every hook point of the layer
   * @return residual stream after the layer
   */
  public NDArray forward(NDArray x, BatchLayout layout, Tap tap) {
    tap.offer(HookKind.RESID_PRE, x);
    NDArray attentionOut = through(attended, attention.apply(attentionNorm.apply(x), layout));
    tap.offer(HookKind.ATTN_OUT, attentionOut);
    NDArray middle = x.add(attentionOut);
    if (!parallel) {
      tap.offer(HookKind.RESID_MID, middle);
    }
    NDArray mlpOut = through(transformed, mlp.apply(mlpNorm.apply(parallel ? x : middle)));
    tap.offer(HookKind.MLP_OUT, mlpOut);
    NDArray after = middle.add(mlpOut);
    tap.offer(HookKind.RESID_POST, after);
    return after;
  }

  private static NDArray through(Norm norm, NDArray value) {
    return norm == null ? value : norm.apply(value);
  }
}
