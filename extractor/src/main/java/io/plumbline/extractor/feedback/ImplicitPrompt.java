package io.plumbline.extractor.feedback;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.TextNode;

/**
 * A pair whose prompt is told apart from its responses. Where no prompt is given, or only the text
 * of one whose messages both responses repeat, it is what both start with, as TRL has it: messages,
 * or text up to a space; the last of it is left to the responses where one of them has no more.
 *
 * @param prompt null if there is none
 * @param chosen the preferred response
 * @param rejected the other
 */
record ImplicitPrompt(JsonNode prompt, JsonNode chosen, JsonNode rejected) {

  static ImplicitPrompt of(JsonNode prompt, JsonNode chosen, JsonNode rejected) {
    boolean conversation = chosen.isArray() && rejected.isArray();
    if (conversation && (prompt == null || prompt.isTextual())) {
      return ofMessages(chosen, rejected);
    }
    if (prompt == null && chosen.isTextual() && rejected.isTextual()) {
      return ofTexts(chosen.asText(), rejected.asText());
    }
    return new ImplicitPrompt(prompt, chosen, rejected);
  }

  private static ImplicitPrompt ofTexts(String chosen, String rejected) {
    int end = SharedPrefix.length(chosen, rejected);
    boolean isAllOfOne = end == Math.min(chosen.length(), rejected.length());
    if (end > 0 && (isAllOfOne || chosen.charAt(end - 1) == ' ')) {
      end = chosen.offsetByCodePoints(end, -1);
    }
    return new ImplicitPrompt(
        TextNode.valueOf(chosen.substring(0, end)),
        TextNode.valueOf(chosen.substring(end)),
        TextNode.valueOf(rejected.substring(end)));
  }

  private static ImplicitPrompt ofMessages(JsonNode chosen, JsonNode rejected) {
    int shared = 0;
    while (shared < Math.min(chosen.size(), rejected.size())
        && chosen.get(shared).equals(rejected.get(shared))) {
      shared++;
    }
    if (shared > 0 && shared == Math.min(chosen.size(), rejected.size())) {
      shared--;
    }
    return new ImplicitPrompt(
        part(chosen, 0, shared),
        part(chosen, shared, chosen.size()),
        part(rejected, shared, rejected.size()));
  }

  private static ArrayNode part(JsonNode messages, int from, int to) {
    ArrayNode part = JsonNodeFactory.instance.arrayNode();
    for (int i = from; i < to; i++) {
      part.add(messages.get(i));
    }
    return part;
  }
}
