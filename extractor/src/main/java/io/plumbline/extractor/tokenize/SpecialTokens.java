package io.plumbline.extractor.tokenize;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.TextNode;
import io.plumbline.schemas.UserError;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** Special tokens that a model directory names beside its tokenizer. */
public final class SpecialTokens {
  private static final List<String> USUAL =
      List.of(
          "bos_token",
          "eos_token",
          "unk_token",
          "sep_token",
          "pad_token",
          "cls_token",
          "mask_token");

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

  /** By the names that templates know them by, such as {@code bos_token}. */
  static Map<String, String> byName(Path directory) {
    TokenizerFiles files = TokenizerFiles.in(directory);
    JsonNode tokenizer = TokenizerFiles.json(directory.resolve("tokenizer.json"));
    Map<String, String> tokens = new TreeMap<>();
    named(files, TokenizerClass.of(tokenizer, files.config(), files.model()))
        .forEach((name, token) -> tokens.put(name, text(token)));
    return tokens;
  }

  /**
   * By name, the usual ones first: what the files say, or else what the tokenizer's class has. A
   * token is a text, or an object with the text as {@code content}.
   */
  static Map<String, JsonNode> named(
      TokenizerFiles files, Optional<TokenizerClass> tokenizerClass) {
    Map<String, JsonNode> found = new LinkedHashMap<>();
    tokenizerClass.ifPresent(
        named ->
            named.specialTokens().forEach((name, text) -> found.put(name, TextNode.valueOf(text))));
    put(files.config(), found);
    put(files.config().path("extra_special_tokens"), found);
    if (files.isOlder()) {
      put(files.specialTokensMap(), found);
    }
    Map<String, JsonNode> tokens = new LinkedHashMap<>();
    USUAL.stream().filter(found::containsKey).forEach(name -> tokens.put(name, found.get(name)));
    found.forEach(tokens::putIfAbsent);
    return tokens;
  }

  /** A token as text; null if it is none. */
  static String text(JsonNode token) {
    return token.isObject() ? token.path("content").asText(null) : token.textValue();
  }

  private static void put(JsonNode fields, Map<String, JsonNode> tokens) {
    for (Map.Entry<String, JsonNode> field : fields.properties()) {
      JsonNode value = field.getValue();
      if (field.getKey().endsWith("_token") && text(value) != null) {
        tokens.put(field.getKey(), value);
      } else if (value.isNull()) {
        tokens.remove(field.getKey());
      }
    }
  }
}
