package io.plumbline.extractor.model.spec;

import io.plumbline.extractor.model.WeightReader;
import io.plumbline.extractor.model.layer.Attention;
import io.plumbline.extractor.model.layer.Kernels;
import io.plumbline.extractor.model.layer.Norm;
import io.plumbline.extractor.model.layer.Rotary;
import io.plumbline.extractor.model.layer.ScaledDotProduct;

/**
 * Self-attention.
 *
 * @param projection to queries, keys and values
 * @param out back to d_model
 * @param queryNorm norm of each head's query, or null
 * @param keyNorm norm of each head's key, or null
 * @param product how queries, keys and values are mixed
 * @param window how many positions each sees, itself and those right before it
 */
public record AttentionSpec(
    HeadsSpec heads,
    ProjectionSpec projection,
    LinearSpec out,
    NormSpec queryNorm,
    NormSpec keyNorm,
    ScaledDotProduct product,
    int window) {

  void declare(Parameters parameters) {
    projection.declare(parameters);
    out.declare(parameters);
    if (queryNorm != null) {
      queryNorm.declare(parameters);
    }
    if (keyNorm != null) {
      keyNorm.declare(parameters);
    }
  }

  Attention load(WeightReader reader, Rotary rotary, Kernels kernels) {
    return new Attention(
        kernels.map(projection.load(reader)),
        kernels.map(out.load(reader)),
        heads.queries(),
        heads.keys(),
        heads.width(),
        optional(queryNorm, reader),
        optional(keyNorm, reader),
        rotary,
        kernels.product(product),
        window);
  }

  private static Norm optional(NormSpec norm, WeightReader reader) {
    return norm == null ? null : norm.load(reader);
  }
}
