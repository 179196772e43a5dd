package io.plumbline.extractor.tokenize;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Classes of transformers 5 that take only vocabulary, merges and added tokens from {@code
 * tokenizer.json}, and how a text is cut before it is merged from themselves and {@code
 * tokenizer_config.json}. Of all other classes the file is the whole tokenizer.
 */
enum TokenizerClass {
  GPT2("GPT2Tokenizer") {
    @Override
    Map<String, String> specialTokens() {
      return Map.of(
          "unk_token", "<|endoftext|>", "bos_token", "<|endoftext|>", "eos_token", "<|endoftext|>");
    }

    @Override
    void complete(ObjectNode tokenizer, JsonNode config) {
      cut(tokenizer, NOTHING, byteLevel(prefixSpace(config, false), true));
    }
  },
  /** Adds no tokens either, whatever the file says. */
  GPT_NEOX("GPTNeoXTokenizer") {
    @Override
    Map<String, String> specialTokens() {
      return Map.of(
          "unk_token", "<|endoftext|>",
          "bos_token", "<|endoftext|>",
          "eos_token", "<|endoftext|>",
          "pad_token", "<|padding|>");
    }

    @Override
    void complete(ObjectNode tokenizer, JsonNode config) {
      cut(tokenizer, COMPOSED, byteLevel(prefixSpace(config, false), true));
      tokenizer.putNull("post_processor");
    }
  },
  QWEN2("Qwen2Tokenizer") {
    @Override
    Map<String, String> specialTokens() {
      return Map.of(
          "unk_token", "<|endoftext|>", "eos_token", "<|endoftext|>", "pad_token", "<|endoftext|>");
    }

    @Override
    void complete(ObjectNode tokenizer, JsonNode config) {
      cut(
          tokenizer,
          COMPOSED,
          """
          {"type": "Sequence", "pretokenizers": [
            {"type": "Split", "pattern": {"Regex": "%s"}, "behavior": "Isolated", "invert": false},
            %s]}
          """
              .formatted(QWEN2_PIECES, byteLevel(prefixSpace(config, false), false)));
    }
  },
  LLAMA("LlamaTokenizer") {
    @Override
    Map<String, String> specialTokens() {
      return Map.of("unk_token", "<unk>", "bos_token", "<s>", "eos_token", "</s>");
    }

    @Override
    void complete(ObjectNode tokenizer, JsonNode config) {
      String scheme = config.path("legacy").asBoolean() ? "always" : "first";
      cut(
          tokenizer,
          NOTHING,
          """
          {"type": "Metaspace", "replacement": "\u2581", "prepend_scheme": "%s", "split": false}
          """
              .formatted(prefixSpace(config, true) ? scheme : "never"));
      model(tokenizer).put("fuse_unk", true).put("byte_fallback", true);
    }
  },
  GEMMA("GemmaTokenizer") {
    @Override
    Map<String, String> specialTokens() {
      return Map.of(
          "unk_token", "<unk>",
          "bos_token", "<bos>",
          "eos_token", "<eos>",
          "pad_token", "<pad>",
          "mask_token", "<mask>");
    }

    @Override
    void complete(ObjectNode tokenizer, JsonNode config) {
      cut(
          tokenizer,
          """
          {"type": "Replace", "pattern": {"String": " "}, "content": "\u2581"}
          """,
          """
          {"type": "Split", "pattern": {"String": " "}, "behavior": "MergedWithPrevious",
           "invert": false}
          """);
      model(tokenizer)
          .put("fuse_unk", true)
          .put("byte_fallback", true)
          .put("unk_token", config.path("unk_token").asText("<unk>"));
    }
  };

  private static final JsonMapper JSON = new JsonMapper();
  private static final String NOTHING = "null";
  private static final String COMPOSED = "{\"type\": \"NFC\"}";
  private static final String QWEN2_PIECES =
      "(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\\\\r\\\\n\\\\p{L}\\\\p{N}]?\\\\p{L}+|\\\\p{N}"
          + "| ?[^\\\\s\\\\p{L}\\\\p{N}]+[\\\\r\\\\n]*|\\\\s*[\\\\r\\\\n]+|\\\\s+(?!\\\\S)|\\\\s+";

  private final String className;

  TokenizerClass(String className) {
    this.className = className;
  }

  /** What its special tokens are where nothing else is said, by name. */
  abstract Map<String, String> specialTokens();

  /**
   * The class that transformers loads a directory with.
   *
   * @param tokenizer its {@code tokenizer.json}
   * @param config its {@code tokenizer_config.json}, or an empty object
   * @param model its {@code config.json}, or an empty object
   * @return nothing if the file is the whole tokenizer
   */
  static Optional<TokenizerClass> of(JsonNode tokenizer, JsonNode config, JsonNode model) {
    String type = model.path("model_type").asText("");
    String name = name(config, model);
    boolean misnamed = name.equals(LLAMA.className) && mentionsByteLevel(tokenizer);
    if (!isMerging(tokenizer) || type.equals("mistral") || (misnamed && !type.equals("qwen2"))) {
      return Optional.empty();
    }
    return name.isEmpty() ? ofModel(type) : byName(name);
  }

  /** The class that is named, or an empty text. */
  private static String name(JsonNode config, JsonNode model) {
    String named = config.path("tokenizer_class").asText(model.path("tokenizer_class").asText(""));
    // What models of this type name is not believed.
    return model.path("model_type").asText("").equals("qwen2")
        ? QWEN2.className
        : named.endsWith("Fast") ? named.substring(0, named.length() - 4) : named;
  }

  /** The class that is named, where what it does to this tokenizer is not implemented here. */
  static Optional<String> unknown(JsonNode tokenizer, JsonNode config, JsonNode model) {
    String name = name(config, model);
    boolean other =
        OtherTokenizerClasses.contain(name)
            || (byName(name).isPresent() && config.has("tokenizer_class") && !isMerging(tokenizer));
    return Optional.of(name)
        .filter(named -> other && !model.path("model_type").asText("").equals("mistral"));
  }

  private static boolean isMerging(JsonNode tokenizer) {
    return tokenizer.at("/model/type").asText("BPE").equals("BPE");
  }

  private static Optional<TokenizerClass> ofModel(String type) {
    return switch (type) {
      case "gpt2", "gpt_neo" -> Optional.of(GPT2);
      case "gpt_neox" -> Optional.of(GPT_NEOX);
      case "qwen2", "qwen3" -> Optional.of(QWEN2);
      case "gemma", "gemma2" -> Optional.of(GEMMA);
      default -> Optional.empty();
    };
  }

  private static Optional<TokenizerClass> byName(String name) {
    return Arrays.stream(values()).filter(value -> value.className.equals(name)).findFirst();
  }

  private static boolean mentionsByteLevel(JsonNode tokenizer) {
    return Stream.of("normalizer", "pre_tokenizer", "post_processor", "decoder")
        .anyMatch(part -> tokenizer.path(part).findValuesAsText("type").contains("ByteLevel"));
  }

  /** Puts into a tokenizer what this class does not take from its file. */
  abstract void complete(ObjectNode tokenizer, JsonNode config);

  private static boolean prefixSpace(JsonNode config, boolean otherwise) {
    return config.path("add_prefix_space").asBoolean(otherwise);
  }

  private static String byteLevel(boolean prefixSpace, boolean words) {
    return """
        {"type": "ByteLevel", "add_prefix_space": %s, "trim_offsets": true, "use_regex": %s}
        """
        .formatted(prefixSpace, words);
  }

  private static ObjectNode model(ObjectNode tokenizer) {
    return (ObjectNode) tokenizer.get("model");
  }

  private static void cut(ObjectNode tokenizer, String normalizer, String pieces) {
    tokenizer.set("normalizer", parse(normalizer));
    tokenizer.set("pre_tokenizer", parse(pieces));
    model(tokenizer)
        .put("fuse_unk", false)
        .put("byte_fallback", false)
        .put("ignore_merges", false)
        .putNull("dropout")
        .putNull("unk_token")
        .put("continuing_subword_prefix", "")
        .put("end_of_word_suffix", "");
  }

  private static JsonNode parse(String json) {
    try {
      return JSON.readTree(json);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(e);
    }
  }
}
