package io.plumbline.extractor.model.family;

import io.plumbline.extractor.model.Architecture;
import io.plumbline.extractor.model.ConfigFile;
import io.plumbline.extractor.model.ModelFamily;
import io.plumbline.extractor.model.NormKind;
import io.plumbline.extractor.model.layer.BatchLayout;
import io.plumbline.extractor.model.layer.ScaledDotProduct;
import io.plumbline.extractor.model.spec.AttentionSpec;
import io.plumbline.extractor.model.spec.DecoderSpec;
import io.plumbline.extractor.model.spec.EmbeddingSpec;
import io.plumbline.extractor.model.spec.HeadSpec;
import io.plumbline.extractor.model.spec.HeadsSpec;
import io.plumbline.extractor.model.spec.LayerSpec;
import io.plumbline.extractor.model.spec.LinearSpec;
import io.plumbline.extractor.model.spec.MlpSpec;
import io.plumbline.extractor.model.spec.NormSpec;
import io.plumbline.extractor.model.spec.ProjectionSpec;
import java.util.ArrayList;
import java.util.List;

/**
 * GPT-NeoX (Black et al., "GPT-NeoX-20B: An Open-Source Autoregressive Language Model", 2022), the
 * architecture of Pythia.
 */
public final class GptNeoXFamily implements ModelFamily {
  private static final double DEFAULT_ROTARY_FRACTION = 0.25;

  @Override
  public String architecture() {
    return "GPTNeoXForCausalLM";
  }

  @Override
  public String modelType() {
    return "gpt_neox";
  }

  @Override
  public Architecture parse(ConfigFile config) {
    int width = config.positive("hidden_size");
    HeadsSpec heads = HeadFields.even(config, "hidden_size", "num_attention_heads");
    if (config.has("head_dim") && config.positive("head_dim") != heads.width()) {
      throw config.refuse(
          "head_dim", "is not hidden_size / num_attention_heads = " + heads.width());
    }
    RopeFields rope =
        RopeFields.readNeoX(
            config,
            heads.width(),
            config.positive("max_position_embeddings", 2048),
            DEFAULT_ROTARY_FRACTION);
    List<LayerSpec> layers = new ArrayList<>();
    for (int i = 0; i < config.positive("num_hidden_layers"); i++) {
      layers.add(layer(config, "gpt_neox.layers." + i, width, heads));
    }
    return new DecoderSpec(
        architecture(),
        EmbeddingSpec.of(
            "gpt_neox.embed_in.weight", config.positive("vocab_size"), width, rope.maxPositions()),
        rope.rotary(),
        layers,
        new HeadSpec(
            norm(config, "gpt_neox.final_layer_norm", width),
            "embed_out.weight",
            config.flag("tie_word_embeddings", false),
            0));
  }

  private static LayerSpec layer(ConfigFile config, String name, int width, HeadsSpec heads) {
    boolean bias = config.flag("attention_bias", true);
    int inner = config.positive("intermediate_size");
    AttentionSpec attention =
        new AttentionSpec(
            heads,
            ProjectionSpec.fusedByHead(
                LinearSpec.of(name + ".attention.query_key_value", width, 3 * width, bias),
                heads.queries()),
            LinearSpec.of(name + ".attention.dense", width, width, bias),
            null,
            null,
            ScaledDotProduct.of(heads.width()),
            BatchLayout.EVERYTHING);
    MlpSpec mlp =
        MlpSpec.plain(
            LinearSpec.of(name + ".mlp.dense_h_to_4h", width, inner, true),
            ActivationField.read(config, "hidden_act", "gelu"),
            LinearSpec.of(name + ".mlp.dense_4h_to_h", inner, width, true));
    return LayerSpec.of(
        norm(config, name + ".input_layernorm", width),
        attention,
        norm(config, name + ".post_attention_layernorm", width),
        mlp,
        config.flag("use_parallel_residual", true));
  }

  private static NormSpec norm(ConfigFile config, String name, int width) {
    float epsilon = (float) config.number("layer_norm_eps", 1e-5);
    return new NormSpec(name, NormKind.LAYER_NORM, width, epsilon, 0);
  }
}
