package io.plumbline.extractor.model.family;

import io.plumbline.extractor.model.Architecture;
import io.plumbline.extractor.model.ConfigFile;
import io.plumbline.extractor.model.ModelFamily;
import java.util.Collections;

/** Mistral (Jiang et al., "Mistral 7B", 2023): Llama with a sliding window in all layers. */
public final class MistralFamily implements ModelFamily {
  @Override
  public String architecture() {
    return "MistralForCausalLM";
  }

  @Override
  public String modelType() {
    return "mistral";
  }

  @Override
  public Architecture parse(ConfigFile config) {
    LlamaLayout layout =
        new LlamaLayout(
            config,
            architecture(),
            HeadFields.grouped(config, 8, 0),
            ActivationField.read(config, "hidden_act", "silu"),
            false);
    return layout
        .positions(131_072)
        .windows(Collections.nCopies(layout.layers(), WindowFields.window(config)))
        .build();
  }
}
