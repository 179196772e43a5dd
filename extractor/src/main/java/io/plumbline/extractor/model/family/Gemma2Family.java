package io.plumbline.extractor.model.family;

import io.plumbline.extractor.model.Architecture;
import io.plumbline.extractor.model.ConfigFile;
import io.plumbline.extractor.model.ModelFamily;
import io.plumbline.extractor.model.layer.ScaledDotProduct;

/**
 * Gemma 2 (Gemma Team, "Gemma 2: Improving Open Language Models at a Practical Size", 2024): Gemma
 * with norms after attention and MLP too, soft caps, and a sliding window in every other layer.
 */
public final class Gemma2Family implements ModelFamily {
  private static final String WINDOW_ALIAS = "sliding_window_size";

  @Override
  public String architecture() {
    return "Gemma2ForCausalLM";
  }

  @Override
  public String modelType() {
    return "gemma2";
  }

  @Override
  public Architecture parse(ConfigFile config) {
    boolean bias = config.flag("attention_bias", false);
    LlamaLayout layout =
        new LlamaLayout(
            config,
            architecture(),
            HeadFields.grouped(config, 4, 256),
            ActivationField.read(config, "hidden_activation", "gelu_pytorch_tanh"),
            true);
    // Written beside hidden_activation, and read by nobody.
    config.text("hidden_act", "");
    int window = WindowFields.window(config);
    if (config.positive(WINDOW_ALIAS, window) != window) {
      throw config.refuse(WINDOW_ALIAS, "contradicts sliding_window = " + window);
    }
    return layout
        .positions(8_192)
        .attentionBias(bias, bias)
        .normOffset(1)
        .postNorms()
        .embeddingScale((float) Math.sqrt(layout.width()))
        .product(
            new ScaledDotProduct(
                (float) (1 / Math.sqrt(config.positive("query_pre_attn_scalar", 256))),
                cap(config, "attn_logit_softcapping", 50)))
        .windows(WindowFields.read(config, layout.layers(), window, i -> i % 2 == 0))
        .logitCap(cap(config, "final_logit_softcapping", 30))
        .build();
  }

  /** Null means no cap; a field that is missing, the default of transformers. */
  private static float cap(ConfigFile config, String field, double otherwise) {
    double cap = config.number(field, config.mentions(field) ? 0 : otherwise);
    if (cap < 0 || (cap == 0 && config.has(field))) {
      throw config.refuse(field, "has to be a number above 0, or null");
    }
    return (float) cap;
  }
}
