package io.plumbline.extractor.tokenize;

import com.fasterxml.jackson.databind.JsonNode;

/** Finds the id that a tokenizer gives to what it does not know. */
final class UnknownToken {
  private static final int NONE = -1;

  private UnknownToken() {}

  /**
   * The id, or -1 if the tokenizer can write everything.
   *
   * @param tokenizer its {@code tokenizer.json}
   */
  static int of(JsonNode tokenizer) {
    JsonNode model = tokenizer.path("model");
    if (model.path("unk_id").isInt()) {
      return model.path("unk_id").asInt();
    }
    String token = model.path("unk_token").asText("");
    return token.isEmpty() ? NONE : model.path("vocab").path(token).asInt(NONE);
  }
}
