package io.plumbline.extractor.model.family;

import io.plumbline.extractor.model.Architecture;
import io.plumbline.extractor.model.ConfigFile;
import io.plumbline.extractor.model.ModelFamily;

/**
 * Qwen3 (Yang et al., "Qwen3 Technical Report", 2025): Llama with norms on each head's query and
 * key, and sliding windows in later layers.
 */
public final class Qwen3Family implements ModelFamily {
  @Override
  public String architecture() {
    return "Qwen3ForCausalLM";
  }

  @Override
  public String modelType() {
    return "qwen3";
  }

  @Override
  public Architecture parse(ConfigFile config) {
    boolean bias = config.flag("attention_bias", false);
    LlamaLayout layout =
        new LlamaLayout(
            config,
            architecture(),
            HeadFields.grouped(config, 32, 128),
            ActivationField.read(config, "hidden_act", "silu"),
            false);
    return layout
        .positions(32_768)
        .attentionBias(bias, bias)
        .headNorms()
        .windows(WindowFields.readSwitched(config, layout.layers()))
        .build();
  }
}
