package io.plumbline.extractor.model.family;

import io.plumbline.extractor.model.Architecture;
import io.plumbline.extractor.model.ConfigFile;
import io.plumbline.extractor.model.ModelFamily;
import io.plumbline.extractor.model.layer.Activation;

/**
 * Gemma (Gemma Team, "Gemma: Open Models Based on Gemini Research and Technology", 2024): Llama
 * with scaled embeddings, norms that store their distance from 1, and a GELU.
 */
public final class GemmaFamily implements ModelFamily {
  private static final String ACTIVATION = "hidden_act";

  @Override
  public String architecture() {
    return "GemmaForCausalLM";
  }

  @Override
  public String modelType() {
    return "gemma";
  }

  @Override
  public Architecture parse(ConfigFile config) {
    boolean bias = config.flag("attention_bias", false);
    LlamaLayout layout =
        new LlamaLayout(
            config, architecture(), HeadFields.grouped(config, 16, 256), activation(config), true);
    return layout
        .positions(8_192)
        .attentionBias(bias, bias)
        .normOffset(1)
        .embeddingScale((float) Math.sqrt(layout.width()))
        .build();
  }

  /** The first configurations say "gelu" where the approximation with tanh is meant. */
  private static Activation activation(ConfigFile config) {
    Activation meant =
        config.text(ACTIVATION, "").equals("gelu")
            ? Activation.GELU_TANH
            : ActivationField.read(config, ACTIVATION, "gelu_pytorch_tanh");
    if (config.has("hidden_activation")
        && ActivationField.read(config, "hidden_activation", "gelu") != meant) {
      throw config.refuse("hidden_activation", "contradicts " + ACTIVATION);
    }
    return meant;
  }
}
