package io.plumbline.extractor.feedback;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.TextNode;

/**
 * A pair whose prompt is told apart from its responses. Where no prompt is given, it is what both
 * responses start with, up to a space, as TRL has it.
 *
 * @param prompt null if there is none
 * @param chosen the preferred response
 * @param rejected the other
 */
record ImplicitPrompt(JsonNode prompt, JsonNode chosen, JsonNode rejected) {

  static ImplicitPrompt of(JsonNode prompt, JsonNode chosen, JsonNode rejected) {
    if (prompt == null && chosen.isTextual() && rejected.isTextual()) {
      return ofTexts(chosen.asText(), rejected.asText());
    }
    return new ImplicitPrompt(prompt, chosen, rejected);
  }

  private static ImplicitPrompt ofTexts(String chosen, String rejected) {
    int shared = 0;
    while (shared < Math.min(chosen.length(), rejected.length())
        && chosen.charAt(shared) == rejected.charAt(shared)) {
      shared++;
    }
    boolean splitsCharacter = shared > 0 && Character.isHighSurrogate(chosen.charAt(shared - 1));
    boolean endsWithSpace = shared > 0 && chosen.charAt(shared - 1) == ' ';
    int end = splitsCharacter || endsWithSpace ? shared - 1 : shared;
    return new ImplicitPrompt(
        TextNode.valueOf(chosen.substring(0, end)),
        TextNode.valueOf(chosen.substring(end)),
        TextNode.valueOf(rejected.substring(end)));
  }
}
