package io.plumbline.extractor.model.layer;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import io.plumbline.extractor.model.TorchScript;
import io.plumbline.schemas.settings.Precision;
import java.util.List;

/**
 * What {@link ScaledDotProduct} computes without a cap, by PyTorch's own kernel, which works on
 * tiles of the scores and never holds all of them (Dao et al., "FlashAttention", 2022).
 *
 * @param masked kernel for any mask
 * @param causal kernel for tokens that see all before them; it skips what they do not see
 * @param scale factor of the scores
 */
record FusedDotProduct(TorchScript masked, TorchScript causal, float scale)
    implements AttentionProduct {

  static FusedDotProduct compile(NDManager owner, float scale, Precision precision) {
    return new FusedDotProduct(
        TorchScript.compile(
            owner,
            "query: Tensor, key: Tensor, value: Tensor, mask: Tensor, scale: float",
            kernel(precision, precision == Precision.F32 ? "mask" : rounded("mask"), "False")),
        TorchScript.compile(
            owner,
            "query: Tensor, key: Tensor, value: Tensor, scale: float",
            kernel(precision, "None", "True")),
        scale);
  }

  @Override
  public NDArray mix(NDArray query, NDArray key, NDArray value, BatchLayout layout, int window) {
    long group = query.getShape().get(1) / key.getShape().get(1);
    NDArray keys = repeated(key, group);
    NDArray values = repeated(value, group);
    return layout.isCausal(window)
        ? causal.call(List.of(query, keys, values), scale)
        : masked.call(List.of(query, keys, values, layout.mask(window)), scale);
  }

  private static String kernel(Precision precision, String mask, String causal) {
    String call = "torch.scaled_dot_product_attention(%s, %s, %s, " + mask + ", 0., " + causal;
    return precision == Precision.F32
        ? (call + ", scale=scale)").formatted("query", "key", "value")
        : "torch.to("
            + (call + ", scale=scale), 6)")
                .formatted(rounded("query"), rounded("key"), rounded("value"));
  }

  private static String rounded(String name) {
    return "torch.to(" + name + ", 15)";
  }

  /** The kernel for CPUs takes no shared keys; its slow substitute copies them, too. */
  private static NDArray repeated(NDArray x, long times) {
    if (times == 1) {
      return x;
    }
    Shape shape = x.getShape();
    long batch = shape.get(0);
    long heads = shape.get(1);
    long length = shape.get(2);
    long width = shape.get(3);
    return x.expandDims(2)
        .broadcast(batch, heads, times, length, width)
        .reshape(batch, heads * times, length, width);
  }
}
