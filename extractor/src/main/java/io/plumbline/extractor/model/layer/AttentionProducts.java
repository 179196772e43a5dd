package io.plumbline.extractor.model.layer;

import ai.djl.ndarray.NDManager;
import io.plumbline.schemas.settings.AttentionMethod;
import java.util.HashMap;
import java.util.Map;

/** Chooses the implementation of a model's attention products. */
public final class AttentionProducts {
  private final NDManager owner;
  private final AttentionMethod method;
  private final Map<Float, AttentionProduct> fused = new HashMap<>();

  /**
   * Makes a choice for one model.
   *
   * @param owner what is compiled is freed with it
   */
  public AttentionProducts(NDManager owner, AttentionMethod method) {
    this.owner = owner;
    this.method = method;
  }

  /** What computes a product. The fused kernel knows no cap. */
  public AttentionProduct of(ScaledDotProduct product) {
    return method == AttentionMethod.PLAIN || product.cap() > 0
        ? product
        : fused.computeIfAbsent(product.scale(), scale -> FusedDotProduct.compile(owner, scale));
  }
}
