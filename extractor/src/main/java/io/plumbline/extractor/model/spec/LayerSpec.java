package io.plumbline.extractor.model.spec;

import io.plumbline.extractor.model.WeightReader;
import io.plumbline.extractor.model.layer.DecoderLayer;
import io.plumbline.extractor.model.layer.Kernels;
import io.plumbline.extractor.model.layer.Norm;
import io.plumbline.extractor.model.layer.Rotary;
import java.util.Objects;
import java.util.stream.Stream;

/**
 * A layer.
 *
 * @param attentionNorm before the attention
 * @param attended norm of what the attention gives, or null
 * @param mlpNorm before the MLP
 * @param transformed norm of what the MLP gives, or null
 * @param parallel whether attention and MLP both read the layer's input
 */
public record LayerSpec(
    NormSpec attentionNorm,
    AttentionSpec attention,
    NormSpec attended,
    NormSpec mlpNorm,
    MlpSpec mlp,
    NormSpec transformed,
    boolean parallel) {

  /** A layer that adds what attention and MLP give as it is. */
  public static LayerSpec of(
      NormSpec attentionNorm,
      AttentionSpec attention,
      NormSpec mlpNorm,
      MlpSpec mlp,
      boolean parallel) {
    return new LayerSpec(attentionNorm, attention, null, mlpNorm, mlp, null, parallel);
  }

  void declare(Parameters parameters) {
    Stream.of(attentionNorm, attended, mlpNorm, transformed)
        .filter(Objects::nonNull)
        .forEach(norm -> norm.declare(parameters));
    attention.declare(parameters);
    mlp.declare(parameters);
  }

  DecoderLayer load(WeightReader reader, Rotary rotary, Kernels kernels) {
    return new DecoderLayer(
        attentionNorm.load(reader),
        attention.load(reader, rotary, kernels),
        optional(attended, reader),
        mlpNorm.load(reader),
        mlp.load(reader, kernels),
        optional(transformed, reader),
        parallel);
  }

  private static Norm optional(NormSpec norm, WeightReader reader) {
    return norm == null ? null : norm.load(reader);
  }
}
