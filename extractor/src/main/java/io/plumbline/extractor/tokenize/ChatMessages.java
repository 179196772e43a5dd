package io.plumbline.extractor.tokenize;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;

/** Messages as transformers hands them to a template. */
final class ChatMessages {
  /** Names that templates and datasets have for what a model thinks before it answers. */
  private static final List<String> REASONING =
      List.of("reasoning_content", "thinking", "reasoning");

  private ChatMessages() {}

  /**
   * A copy without fields that are null, which has reasoning under the names templates look for.
   */
  static ArrayNode of(JsonNode messages) {
    ArrayNode copies = JsonNodeFactory.instance.arrayNode();
    for (JsonNode message : messages) {
      Optional<JsonNode> reasoning =
          REASONING.stream().filter(message::hasNonNull).findFirst().map(message::get);
      ObjectNode copy = copies.addObject();
      reasoning.ifPresent(thought -> copy.set("thinking", thought));
      for (Map.Entry<String, JsonNode> field : message.properties()) {
        if (!field.getValue().isNull()) {
          copy.set(field.getKey(), field.getValue().deepCopy());
        }
      }
      reasoning.ifPresent(thought -> copy.set("reasoning_content", thought));
    }
    return copies;
  }

  /**
   * Puts a mark behind the content of the last message.
   *
   * @return the content, or its last part that is a text; nothing if there is none
   */
  static Optional<String> mark(ArrayNode messages, String mark) {
    JsonNode last = messages.get(messages.size() - 1);
    if (last.path("content").isTextual()) {
      return mark(last, "content", mark);
    }
    JsonNode parts = last.path("content");
    return IntStream.iterate(parts.size() - 1, i -> i >= 0, i -> i - 1)
        .mapToObj(parts::get)
        .filter(part -> part.path("text").isTextual())
        .findFirst()
        .flatMap(part -> mark(part, "text", mark));
  }

  private static Optional<String> mark(JsonNode part, String field, String mark) {
    String text = part.get(field).asText();
    ((ObjectNode) part).put(field, text + mark);
    return Optional.of(text);
  }
}
