package io.plumbline.extractor.model.family;

import io.plumbline.extractor.model.Architecture;
import io.plumbline.extractor.model.ConfigFile;
import io.plumbline.extractor.model.ModelFamily;

/** Llama 2 and 3 (Grattafiori et al., "The Llama 3 Herd of Models", 2024), and SmolLM2. */
public final class LlamaFamily implements ModelFamily {
  @Override
  public String architecture() {
    return "LlamaForCausalLM";
  }

  @Override
  public String modelType() {
    return "llama";
  }

  @Override
  public Architecture parse(ConfigFile config) {
    boolean bias = config.flag("attention_bias", false);
    return new LlamaLayout(
            config,
            architecture(),
            HeadFields.grouped(config, 0, 0),
            ActivationField.read(config, "hidden_act", "silu"),
            false)
        .attentionBias(bias, bias)
        .mlpBias(config.flag("mlp_bias", false))
        .build();
  }
}
