package io.plumbline.extractor.tokenize;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.plumbline.schemas.UserError;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** Special tokens that a model directory names beside its tokenizer. */
public final class SpecialTokens {
  private static final JsonMapper JSON = new JsonMapper();

  private SpecialTokens() {}

  /**
   * The token that ends a text, as text.
   *
   * @param directory the model's
   * @throws UserError if the files that name it are not JSON
   */
  public static Optional<String> endOfText(Path directory) {
    return Optional.ofNullable(byName(directory).get("eos_token"));
  }

  /**
   * By the names that templates know them by, such as {@code bos_token}: what the files say, or
   * else what the tokenizer's class has.
   */
  static Map<String, String> byName(Path directory) {
    JsonNode config = json(directory.resolve("tokenizer_config.json"));
    Map<String, String> tokens = new TreeMap<>();
    TokenizerClass.of(
            json(directory.resolve("tokenizer.json")),
            config,
            json(directory.resolve("config.json")))
        .ifPresent(named -> tokens.putAll(named.specialTokens()));
    put(config, tokens);
    put(config.path("extra_special_tokens"), tokens);
    if (!config.has("added_tokens_decoder")) {
      put(json(directory.resolve("special_tokens_map.json")), tokens);
    }
    return tokens;
  }

  private static void put(JsonNode fields, Map<String, String> tokens) {
    for (Map.Entry<String, JsonNode> field : fields.properties()) {
      JsonNode value = field.getValue();
      String token = value.isObject() ? value.path("content").asText(null) : value.textValue();
      if (field.getKey().endsWith("_token") && token != null) {
        tokens.put(field.getKey(), token);
      } else if (value.isNull()) {
        tokens.remove(field.getKey());
      }
    }
  }

  /** What a file holds; an empty object if there is none. */
  static JsonNode json(Path file) {
    try {
      return Files.isRegularFile(file) ? JSON.readTree(file.toFile()) : JSON.createObjectNode();
    } catch (IOException e) {
      throw new UserError(file + " is not JSON; save the tokenizer again", e);
    }
  }
}
