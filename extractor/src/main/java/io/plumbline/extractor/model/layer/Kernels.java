package io.plumbline.extractor.model.layer;

import ai.djl.ndarray.NDManager;
import io.plumbline.extractor.model.Computation;
import io.plumbline.schemas.settings.AttentionMethod;
import io.plumbline.schemas.settings.Precision;
import java.util.HashMap;
import java.util.Map;

/** Chooses how the products of one model are computed. */
public final class Kernels {
  private final NDManager owner;
  private final Computation computation;
  private final Map<Float, AttentionProduct> fused = new HashMap<>();
  private final HalfMaps half;

  /**
   * Makes a choice for one model.
   *
   * @param owner what is compiled is freed with it
   */
  public Kernels(NDManager owner, Computation computation) {
    this.owner = owner;
    this.computation = computation;
    this.half = computation.precision() == Precision.BF16 ? HalfMaps.compile(owner) : null;
  }

  /** What computes a product of attention. The fused kernel knows no cap. */
  public AttentionProduct product(ScaledDotProduct product) {
    return computation.attention() == AttentionMethod.PLAIN || product.cap() > 0
        ? product
        : fused.computeIfAbsent(
            product.scale(),
            scale -> FusedDotProduct.compile(owner, scale, computation.precision()));
  }

  /** What computes a map, which takes its parameters over. */
  public AffineMap map(Linear map) {
    return half == null ? map : half.of(map);
  }
}
