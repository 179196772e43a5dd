package io.plumbline.extractor.feedback;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.plumbline.extractor.jinja.TemplateException;
import io.plumbline.extractor.tokenize.ChatTemplate;
import io.plumbline.extractor.tokenize.SpecialTokens;
import io.plumbline.extractor.tokenize.TemplateArguments;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/** Turns lists of messages into the texts that the model reads, in the way TRL does. */
final class Conversations {
  private final Optional<Path> base;
  private ChatTemplate template;
  private Optional<String> endOfText;

  /**
   * Makes one.
   *
   * @param base directory of the model whose chat template is used; read when it is first needed
   */
  Conversations(Optional<Path> base) {
    this.base = base;
  }

  /**
   * A prompt with its responses. Each whole conversation is rendered; what it has in common with
   * the prompt alone is the prompt, so that what a template writes only while it generates belongs
   * to neither.
   *
   * @param responses lists of messages, or texts of the assistant
   * @param names what the responses are called, for the reason
   * @throws io.plumbline.schemas.UserError if the model has no template that can be read
   */
  Exchange exchange(
      JsonNode prompt, List<JsonNode> responses, List<String> names, TemplateArguments arguments)
      throws RowException {
    String shared = prompt(prompt, arguments);
    List<String> wholes = new ArrayList<>();
    for (int i = 0; i < responses.size(); i++) {
      ArrayNode messages = messages(prompt, "field 'prompt'").deepCopy();
      messages.addAll(response(responses.get(i), names.get(i)));
      String whole = render(template -> template.render(messages, false, arguments));
      shared = shared.substring(0, SharedPrefix.length(shared, whole));
      wholes.add(whole);
    }
    List<String> texts = new ArrayList<>();
    for (int i = 0; i < wholes.size(); i++) {
      String text = wholes.get(i).substring(shared.length());
      if (text.isEmpty()) {
        throw new RowException("the chat template writes nothing for " + names.get(i));
      }
      texts.add(text);
    }
    return new Exchange(shared, texts, true);
  }

  /** What the model ends a text with; nothing without a model, or one that names no such token. */
  Optional<String> endOfText() {
    if (endOfText == null) {
      endOfText = base.flatMap(SpecialTokens::endOfText);
    }
    return endOfText;
  }

  /** A prompt up to where the assistant's text starts, or goes on. */
  String prompt(JsonNode prompt, TemplateArguments arguments) throws RowException {
    ArrayNode messages = messages(prompt, "field 'prompt'");
    String last = messages.get(messages.size() - 1).path("role").asText();
    return switch (last) {
      case "user", "tool" -> render(template -> template.render(messages, true, arguments));
      case "assistant" -> render(template -> template.renderUnfinished(messages, arguments));
      default ->
          throw new RowException(
              "its prompt ends with a message of role '" + last + "', to which nothing responds");
    };
  }

  private static ArrayNode response(JsonNode response, String name) throws RowException {
    if (response == null || !response.isTextual()) {
      return messages(response, name);
    }
    ArrayNode messages = JsonNodeFactory.instance.arrayNode();
    messages.addObject().put("role", "assistant").put("content", response.asText());
    return messages;
  }

  private static ArrayNode messages(JsonNode value, String name) throws RowException {
    if (value == null || !value.isArray() || value.isEmpty()) {
      throw new RowException(
          name + " is not a list of messages, which a conversation needs in all its parts");
    }
    for (JsonNode message : value) {
      if (!message.path("role").isTextual()) {
        throw new RowException(name + " has a message without a role; each needs role and content");
      }
    }
    return (ArrayNode) value;
  }

  private String render(Function<ChatTemplate, String> rendering) throws RowException {
    if (template == null) {
      template =
          ChatTemplate.open(
              base.orElseThrow(
                  () ->
                      new RowException(
                          "is a conversation, which needs a model's chat template; name the model's"
                              + " directory with --base")));
    }
    try {
      return rendering.apply(template);
    } catch (TemplateException e) {
      throw new RowException("the chat template cannot render it: " + e.getMessage());
    }
  }
}
