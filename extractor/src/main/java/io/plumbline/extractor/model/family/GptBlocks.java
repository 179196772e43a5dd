package io.plumbline.extractor.model.family;

import io.plumbline.extractor.model.ConfigFile;
import io.plumbline.extractor.model.NormKind;
import io.plumbline.extractor.model.spec.AttentionSpec;
import io.plumbline.extractor.model.spec.DecoderSpec;
import io.plumbline.extractor.model.spec.EmbeddingSpec;
import io.plumbline.extractor.model.spec.HeadSpec;
import io.plumbline.extractor.model.spec.LayerSpec;
import io.plumbline.extractor.model.spec.LinearSpec;
import io.plumbline.extractor.model.spec.MlpSpec;
import io.plumbline.extractor.model.spec.NormSpec;
import java.util.ArrayList;
import java.util.List;

/**
 * What GPT-2 and GPT-Neo share: added positions, layer norms, and most names of their parameters.
 *
 * @param width d_model
 * @param inner width of the MLP
 * @param transposed whether maps are stored as {@code [in, out]}
 */
record GptBlocks(ConfigFile config, int width, int inner, boolean transposed) {
  private static final String PREFIX = "transformer.";

  /** Prefix of the parameters of a layer. */
  static String layer(int index) {
    return PREFIX + "h." + index;
  }

  LinearSpec linear(String name, int in, int out, boolean bias) {
    return new LinearSpec(name, in, out, bias, transposed);
  }

  DecoderSpec decoder(String architecture, int maxPositions, List<AttentionSpec> attentions) {
    List<LayerSpec> layers = new ArrayList<>();
    for (int i = 0; i < attentions.size(); i++) {
      String name = layer(i);
      MlpSpec mlp =
          MlpSpec.plain(
              linear(name + ".mlp.c_fc", width, inner, true),
              ActivationField.read(config, "activation_function", "gelu_new"),
              linear(name + ".mlp.c_proj", inner, width, true));
      layers.add(
          LayerSpec.of(norm(name + ".ln_1"), attentions.get(i), norm(name + ".ln_2"), mlp, false));
    }
    return new DecoderSpec(
        architecture,
        new EmbeddingSpec(
            PREFIX + "wte.weight",
            PREFIX + "wpe.weight",
            config.positive("vocab_size"),
            width,
            maxPositions,
            1),
        null,
        layers,
        new HeadSpec(
            norm(PREFIX + "ln_f"), "lm_head.weight", config.flag("tie_word_embeddings", true), 0));
  }

  private NormSpec norm(String name) {
    float epsilon = (float) config.number("layer_norm_epsilon", 1e-5);
    return new NormSpec(name, NormKind.LAYER_NORM, width, epsilon, 0);
  }
}
