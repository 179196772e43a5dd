package io.plumbline.extractor.model.family;

import com.fasterxml.jackson.databind.JsonNode;
import io.plumbline.extractor.model.Architecture;
import io.plumbline.extractor.model.ConfigFile;
import io.plumbline.extractor.model.ModelFamily;
import io.plumbline.extractor.model.layer.BatchLayout;
import io.plumbline.extractor.model.layer.ScaledDotProduct;
import io.plumbline.extractor.model.spec.AttentionSpec;
import io.plumbline.extractor.model.spec.HeadsSpec;
import io.plumbline.extractor.model.spec.ProjectionSpec;
import java.util.ArrayList;
import java.util.List;

/**
 * GPT-Neo (Black et al., "GPT-Neo: Large Scale Autoregressive Language Modeling with
 * Mesh-Tensorflow", 2021): unscaled attention, in some layers to a window only.
 */
public final class GptNeoFamily implements ModelFamily {
  private static final String TYPES = "attention_types";
  private static final String LAYERS = "attention_layers";
  private static final int DEFAULT_WINDOW = 256;

  @Override
  public String architecture() {
    return "GPTNeoForCausalLM";
  }

  @Override
  public String modelType() {
    return "gpt_neo";
  }

  @Override
  public Architecture parse(ConfigFile config) {
    HeadsSpec heads = HeadFields.even(config, "hidden_size", "num_heads");
    int width = heads.queryWidth();
    GptBlocks blocks =
        new GptBlocks(config, width, config.positive("intermediate_size", 4 * width), false);
    int window = config.positive("window_size", DEFAULT_WINDOW);
    List<String> types = types(config);
    List<AttentionSpec> attentions = new ArrayList<>();
    for (int i = 0; i < types.size(); i++) {
      int seen = isLocal(config, types.get(i)) ? window : BatchLayout.EVERYTHING;
      attentions.add(attention(blocks, heads, i, seen));
    }
    return blocks.decoder(
        architecture(), config.positive("max_position_embeddings", 2048), attentions);
  }

  /** One type for each layer: {@code [[["global", "local"], 12]]} stands for 24 of them. */
  private static List<String> types(ConfigFile config) {
    List<String> types = new ArrayList<>();
    for (JsonNode group : config.items(TYPES)) {
      for (int i = 0; i < group.path(1).asInt(); i++) {
        group.path(0).forEach(type -> types.add(type.asText()));
      }
    }
    List<String> named = config.texts(LAYERS);
    if (!types.isEmpty() && !named.isEmpty() && !types.equals(named)) {
      throw config.refuse(LAYERS, "contradicts " + TYPES);
    }
    List<String> result = types.isEmpty() ? named : types;
    if (result.size() != config.positive("num_layers")) {
      throw config.refuse(
          config.has(TYPES) ? TYPES : LAYERS,
          "names " + result.size() + " layers, but num_layers is " + config.positive("num_layers"));
    }
    return result;
  }

  private static boolean isLocal(ConfigFile config, String type) {
    return switch (type) {
      case "local" -> true;
      case "global" -> false;
      default -> throw config.refuse(TYPES, "has type " + type + ", which is not implemented");
    };
  }

  private static AttentionSpec attention(GptBlocks blocks, HeadsSpec heads, int layer, int window) {
    String name = GptBlocks.layer(layer) + ".attn.attention";
    int width = blocks.width();
    return new AttentionSpec(
        heads,
        ProjectionSpec.separate(
            blocks.linear(name + ".q_proj", width, width, false),
            blocks.linear(name + ".k_proj", width, width, false),
            blocks.linear(name + ".v_proj", width, width, false)),
        blocks.linear(name + ".out_proj", width, width, true),
        null,
        null,
        new ScaledDotProduct(1, 0),
        window);
  }
}
