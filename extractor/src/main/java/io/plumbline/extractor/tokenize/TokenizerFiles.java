package io.plumbline.extractor.tokenize;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.plumbline.schemas.Unreadable;
import io.plumbline.schemas.UserError;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * What a model directory says of its tokenizer beside {@code tokenizer.json}.
 *
 * @param config {@code tokenizer_config.json}
 * @param model {@code config.json}
 * @param specialTokensMap {@code special_tokens_map.json}
 * @param addedTokens {@code added_tokens.json}
 */
record TokenizerFiles(
    JsonNode config, JsonNode model, JsonNode specialTokensMap, JsonNode addedTokens) {
  private static final JsonMapper JSON = new JsonMapper();

  /**
   * Reads them; a file that is missing is an empty object.
   *
   * @throws UserError if one is not JSON
   */
  static TokenizerFiles in(Path directory) {
    return new TokenizerFiles(
        json(directory.resolve("tokenizer_config.json")),
        json(directory.resolve("config.json")),
        json(directory.resolve("special_tokens_map.json")),
        json(directory.resolve("added_tokens.json")));
  }

  /** Files of an older form count only where the newer one is not there. */
  boolean isOlder() {
    return !config.has("added_tokens_decoder");
  }

  /** What a file holds; an empty object if there is none. */
  static JsonNode json(Path file) {
    try {
      return Files.isRegularFile(file)
          ? JSON.readTree(Files.readAllBytes(file))
          : JSON.createObjectNode();
    } catch (JsonProcessingException e) {
      throw new UserError(file + " is not JSON; save the tokenizer again", e);
    } catch (IOException e) {
      throw Unreadable.because(file, e);
    }
  }
}
