package io.plumbline.extractor.model.gptneox;

import io.plumbline.extractor.model.Activation;
import io.plumbline.extractor.model.Architecture;
import io.plumbline.extractor.model.ConfigFile;
import io.plumbline.extractor.model.ModelFamily;
import java.util.Set;

/** Reads GPT-NeoX configurations as transformers 4 and 5 write them. */
public final class GptNeoXFamily implements ModelFamily {
  static final String ARCHITECTURE = "GPTNeoXForCausalLM";

  @Override
  public Set<String> architectures() {
    return Set.of(ARCHITECTURE);
  }

  @Override
  public String modelType() {
    return "gpt_neox";
  }

  @Override
  public Architecture parse(ConfigFile config) {
    int width = config.positive("hidden_size");
    int heads = config.positive("num_attention_heads");
    if (width % heads != 0) {
      throw config.refuse(
          "num_attention_heads", "does not divide hidden_size = " + width + " evenly");
    }
    int headWidth = width / heads;
    if (config.has("head_dim") && config.positive("head_dim") != headWidth) {
      throw config.refuse("head_dim", "is not hidden_size / num_attention_heads = " + headWidth);
    }
    RotaryConfig rotary = RotaryConfig.read(config, headWidth);
    String activation = config.text("hidden_act", "gelu");
    return new GptNeoXArchitecture(
        new GptNeoXConfig(
            config.positive("vocab_size"),
            width,
            config.positive("num_hidden_layers"),
            heads,
            config.positive("intermediate_size"),
            config.positive("max_position_embeddings"),
            Activation.byName(activation)
                .orElseThrow(() -> config.refuse("hidden_act", "is not implemented")),
            (float) config.number("layer_norm_eps", 1e-5),
            config.flag("use_parallel_residual", true),
            config.flag("attention_bias", true),
            config.flag("tie_word_embeddings", false),
            rotary));
  }
}
