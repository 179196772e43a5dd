package io.plumbline.extractor.model.family;

import io.plumbline.extractor.model.Architecture;
import io.plumbline.extractor.model.ConfigFile;
import io.plumbline.extractor.model.ModelFamily;

/**
 * Qwen2 and Qwen2.5 (Yang et al., "Qwen2 Technical Report", 2024): Llama with biases on queries,
 * keys and values, and sliding windows in later layers.
 */
public final class Qwen2Family implements ModelFamily {
  @Override
  public String architecture() {
    return "Qwen2ForCausalLM";
  }

  @Override
  public String modelType() {
    return "qwen2";
  }

  @Override
  public Architecture parse(ConfigFile config) {
    LlamaLayout layout =
        new LlamaLayout(
            config,
            architecture(),
            HeadFields.grouped(config, 32, 0),
            ActivationField.read(config, "hidden_act", "silu"),
            false);
    return layout
        .positions(32_768)
        .attentionBias(true, false)
        .windows(WindowFields.readSwitched(config, layout.layers()))
        .build();
  }
}
