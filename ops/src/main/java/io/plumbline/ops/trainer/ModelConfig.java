package io.plumbline.ops.trainer;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Path;

/**
 * Shape of a GPT-NeoX model with parallel residual, exact GELU and an untied head.
 *
 * @param rotaryShare share of each head's width that is rotated by position
 */
record ModelConfig(
    int vocabulary,
    int width,
    int layers,
    int heads,
    int mlpWidth,
    int maxPositions,
    double rotaryShare,
    double rotaryBase,
    double epsilon) {
  private static final ObjectMapper JSON = new ObjectMapper();

  /** The demo's model: three layers of width 64 with four heads, about 0.2 million parameters. */
  static ModelConfig small(int vocabulary) {
    return new ModelConfig(vocabulary, 64, 3, 4, 256, 64, 0.5, 10_000, 1e-5);
  }

  static ModelConfig read(Path directory) {
    Path file = directory.resolve("config.json");
    try {
      JsonNode node = JSON.readTree(file.toFile());
      if (!"gpt_neox".equals(node.path("model_type").asText())) {
        throw new TrainerException(
            file + ": model_type is not gpt_neox: give a base made by 'pretrain'");
      }
      return new ModelConfig(
          node.get("vocab_size").intValue(),
          node.get("hidden_size").intValue(),
          node.get("num_hidden_layers").intValue(),
          node.get("num_attention_heads").intValue(),
          node.get("intermediate_size").intValue(),
          node.get("max_position_embeddings").intValue(),
          node.get("rotary_pct").doubleValue(),
          node.get("rotary_emb_base").doubleValue(),
          node.get("layer_norm_eps").doubleValue());
    } catch (IOException | NullPointerException e) {
      throw new TrainerException(
          file + " is not a GPT-NeoX configuration: give a base made by 'pretrain'", e);
    }
  }

  int headWidth() {
    return width / heads;
  }

  int rotated() {
    return (int) (headWidth() * rotaryShare);
  }

  /**
   * The contents of {@code config.json}, with the names of transformers 5 and of transformers 4.
   */
  JsonNode toJson() {
    ObjectNode node = JSON.createObjectNode();
    node.putArray("architectures").add("GPTNeoXForCausalLM");
    node.put("attention_bias", true)
        .put("attention_dropout", 0.0)
        .put("bos_token_id", 1)
        .put("classifier_dropout", 0.0)
        .put("dtype", "float32")
        .put("eos_token_id", 1)
        .put("hidden_act", "gelu")
        .put("hidden_dropout", 0.0)
        .put("hidden_size", width)
        .put("initializer_range", 0.02)
        .put("intermediate_size", mlpWidth)
        .put("is_decoder", false)
        .put("layer_norm_eps", epsilon)
        .put("max_position_embeddings", maxPositions)
        .put("model_type", "gpt_neox")
        .put("num_attention_heads", heads)
        .put("num_hidden_layers", layers)
        .put("pad_token_id", 1);
    node.putObject("rope_parameters")
        .put("partial_rotary_factor", rotaryShare)
        .put("rope_theta", rotaryBase)
        .put("rope_type", "default");
    return node.put("rotary_emb_base", rotaryBase)
        .put("rotary_pct", rotaryShare)
        .put("tie_word_embeddings", false)
        .put("torch_dtype", "float32")
        .put("transformers_version", "5.0.0")
        .put("use_cache", true)
        .put("use_parallel_residual", true)
        .put("vocab_size", vocabulary);
  }
}
