package io.plumbline.extractor.model.gptneox;

import ai.djl.ndarray.NDArray;
import io.plumbline.extractor.model.Activation;
import io.plumbline.extractor.model.DecoderLayer;
import io.plumbline.extractor.model.HookKind;
import io.plumbline.extractor.model.LayerNorm;
import io.plumbline.extractor.model.Linear;
import io.plumbline.extractor.model.Tap;

/**
 * One layer. In parallel {@code x + attention(norm1(x)) + mlp(norm2(x))}; in sequence {@code m +
 * mlp (norm2(m))} with {@code m = x + attention(norm1(x))}.
 */
record GptNeoXLayer(
    LayerNorm norm1,
    LayerNorm norm2,
    GptNeoXAttention attention,
    Linear mlpIn,
    Linear mlpOut,
    Activation activation,
    boolean parallel)
    implements DecoderLayer {

  @Override
  public NDArray forward(NDArray x, NDArray causalMask, Tap tap) {
    tap.offer(HookKind.RESID_PRE, x);
    NDArray attended = attention.apply(norm1.apply(x), causalMask);
    tap.offer(HookKind.ATTN_OUT, attended);
    NDArray middle = x.add(attended);
    if (!parallel) {
      tap.offer(HookKind.RESID_MID, middle);
    }
    NDArray inner = activation.apply(mlpIn.apply(norm2.apply(parallel ? x : middle)));
    NDArray mlp = mlpOut.apply(inner);
    tap.offer(HookKind.MLP_OUT, mlp);
    NDArray after = middle.add(mlp);
    tap.offer(HookKind.RESID_POST, after);
    return after;
  }
}
