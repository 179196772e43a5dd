package io.plumbline.extractor.feedback;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.plumbline.extractor.tokenize.TemplateArguments;
import java.util.List;

/** The columns in which TRL's datasets say what a chat template is told beside the messages. */
final class TemplateColumns {
  private static final String TOOLS = "tools";
  private static final String VARIABLES = "chat_template_kwargs";
  private static final JsonMapper JSON = new JsonMapper();

  /** What these mean to transformers is no variable of a template. */
  private static final List<String> NOT_VARIABLES =
      List.of(
          "add_generation_prompt",
          "chat_template",
          "continue_final_message",
          "conversation",
          "max_length",
          "messages",
          "padding",
          "sanitize_control_tokens",
          "tokenize",
          "tokenizer_kwargs",
          "tools",
          "truncation");

  private TemplateColumns() {}

  static TemplateArguments of(FeedbackRow row) throws RowException {
    ArrayNode tools = TemplateArguments.NONE.tools();
    if (row.has(TOOLS)) {
      JsonNode given = parsed(row.json(TOOLS));
      if (!(given instanceof ArrayNode list)) {
        throw new RowException("field 'tools' is not a list of JSON schemas, nor JSON of one");
      }
      tools = list;
    }
    ObjectNode variables = TemplateArguments.NONE.variables();
    if (row.has(VARIABLES)) {
      if (!(row.json(VARIABLES) instanceof ObjectNode named)) {
        throw new RowException("field 'chat_template_kwargs' is not an object");
      }
      variables = named;
    }
    for (String name : NOT_VARIABLES) {
      if (variables.has(name)) {
        throw new RowException(
            "field 'chat_template_kwargs' has '" + name + "', which is not followed here");
      }
    }
    return new TemplateArguments(tools, variables);
  }

  private static JsonNode parsed(JsonNode tools) {
    try {
      return tools.isTextual() ? JSON.readTree(tools.asText()) : tools;
    } catch (JsonProcessingException e) {
      return tools;
    }
  }
}
