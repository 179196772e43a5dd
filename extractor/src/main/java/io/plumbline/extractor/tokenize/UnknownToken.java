package io.plumbline.extractor.tokenize;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.nio.file.Path;

/** Finds the id that a tokenizer gives to what it does not know. */
final class UnknownToken {
  private static final int NONE = -1;
  private static final JsonMapper JSON = new JsonMapper();

  private UnknownToken() {}

  /** The id, or -1 if the tokenizer can write everything. */
  static int of(Path tokenizerFile) throws IOException {
    JsonNode model = JSON.readTree(tokenizerFile.toFile()).path("model");
    if (model.path("unk_id").isInt()) {
      return model.path("unk_id").asInt();
    }
    String token = model.path("unk_token").asText("");
    return token.isEmpty() ? NONE : model.path("vocab").path(token).asInt(NONE);
  }
}
