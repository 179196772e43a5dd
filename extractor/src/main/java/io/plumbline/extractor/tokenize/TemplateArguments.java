package io.plumbline.extractor.tokenize;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;

/**
 * What a chat template is told beside the messages.
 *
 * @param tools what the assistant can call, as JSON schemas; empty if there is none
 * @param variables what else the template is to know, by name, such as {@code enable_thinking}
 */
public record TemplateArguments(ArrayNode tools, ObjectNode variables) {
  /** Nothing. */
  public static final TemplateArguments NONE =
      new TemplateArguments(
          JsonNodeFactory.instance.arrayNode(), JsonNodeFactory.instance.objectNode());
}
