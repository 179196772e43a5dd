package io.plumbline.extractor.tokenize;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.plumbline.extractor.jinja.Template;
import io.plumbline.extractor.jinja.TemplateException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Renders conversations as transformers' {@code apply_chat_template} does, by the template that
 * lies beside a model's tokenizer. The special tokens are part of the text then.
 */
public final class ChatTemplate {
  private static final JsonMapper JSON =
      JsonMapper.builder().enable(DeserializationFeature.USE_LONG_FOR_INTS).build();
  private static final TypeReference<List<Object>> MESSAGES = new TypeReference<>() {};

  private final Template template;
  private final Map<String, String> specialTokens;

  ChatTemplate(Template template, Map<String, String> specialTokens) {
    this.template = template;
    this.specialTokens = Map.copyOf(specialTokens);
  }

  /**
   * Reads {@code chat_template.jinja} of a model directory, or {@code chat_template} in its {@code
   * tokenizer_config.json}.
   *
   * @throws io.plumbline.schemas.UserError if there is none, or it is broken
   */
  public static ChatTemplate open(Path directory) {
    return new ChatTemplateFiles(directory).read();
  }

  /**
   * Renders messages.
   *
   * @param messages an array of objects with {@code role} and {@code content}
   * @param generationPrompt whether it ends with what opens the assistant's turn
   * @throws TemplateException if the template refuses the messages
   */
  public String render(JsonNode messages, boolean generationPrompt) {
    Map<String, Object> variables = new HashMap<>(specialTokens);
    variables.put("messages", JSON.convertValue(messages, MESSAGES));
    variables.put("tools", null);
    variables.put("documents", null);
    variables.put("add_generation_prompt", generationPrompt);
    return template.render(variables);
  }
}
