package io.plumbline.extractor.model.gptneox;

import io.plumbline.extractor.model.ParameterSpec;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** Names and shapes of a GPT-NeoX model's parameters, as Hugging Face saves them. */
final class GptNeoXParameters {
  static final String EMBEDDING = "gpt_neox.embed_in.weight";
  static final String FINAL_NORM = "gpt_neox.final_layer_norm";
  static final String UNEMBEDDING = "embed_out.weight";
  static final String NORM_1 = ".input_layernorm";
  static final String NORM_2 = ".post_attention_layernorm";
  static final String QUERY_KEY_VALUE = ".attention.query_key_value";
  static final String DENSE = ".attention.dense";
  static final String MLP_IN = ".mlp.dense_h_to_4h";
  static final String MLP_OUT = ".mlp.dense_4h_to_h";

  private final List<ParameterSpec> specs = new ArrayList<>();

  private GptNeoXParameters() {}

  static String layer(int index) {
    return "gpt_neox.layers." + index;
  }

  static List<ParameterSpec> of(GptNeoXConfig config) {
    GptNeoXParameters all = new GptNeoXParameters();
    long width = config.width();
    all.add(EMBEDDING, ParameterSpec.NO_LAYER, config.vocabulary(), width);
    all.affine(FINAL_NORM, ParameterSpec.NO_LAYER, true, width);
    if (!config.tied()) {
      all.add(UNEMBEDDING, ParameterSpec.NO_LAYER, config.vocabulary(), width);
    }
    for (int i = 0; i < config.layers(); i++) {
      String layer = layer(i);
      all.affine(layer + NORM_1, i, true, width);
      all.affine(layer + NORM_2, i, true, width);
      all.affine(layer + QUERY_KEY_VALUE, i, config.attentionBias(), 3 * width, width);
      all.affine(layer + DENSE, i, config.attentionBias(), width, width);
      all.affine(layer + MLP_IN, i, true, config.inner(), width);
      all.affine(layer + MLP_OUT, i, true, width, config.inner());
    }
    all.specs.sort(Comparator.comparing(ParameterSpec::name));
    return List.copyOf(all.specs);
  }

  private void affine(String name, int layer, boolean bias, long... shape) {
    add(name + ".weight", layer, shape);
    if (bias) {
      add(name + ".bias", layer, shape[0]);
    }
  }

  private void add(String name, int layer, long... shape) {
    List<Long> sizes = new ArrayList<>();
    for (long size : shape) {
      sizes.add(size);
    }
    specs.add(new ParameterSpec(name, sizes, layer));
  }
}
