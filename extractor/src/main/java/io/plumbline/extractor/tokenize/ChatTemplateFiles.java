package io.plumbline.extractor.tokenize;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.plumbline.extractor.jinja.Template;
import io.plumbline.extractor.jinja.TemplateException;
import io.plumbline.schemas.UserError;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;

/**
 * Where a model directory keeps its chat template.
 *
 * @param directory the model's
 */
record ChatTemplateFiles(Path directory) {
  private static final JsonMapper JSON = new JsonMapper();

  ChatTemplate read() {
    Path file = directory.resolve("chat_template.jinja");
    Path config = directory.resolve("tokenizer_config.json");
    JsonNode settings = json(config);
    String source = Files.isRegularFile(file) ? text(file) : inConfig(settings);
    Path place = Files.isRegularFile(file) ? file : config;
    try {
      return new ChatTemplate(Template.parse(source), specialTokens(settings));
    } catch (TemplateException e) {
      throw new UserError(
          "the chat template in " + place + " cannot be read: " + e.getMessage(), e);
    }
  }

  private String inConfig(JsonNode settings) {
    JsonNode template = settings.path("chat_template");
    if (template.isTextual()) {
      return template.asText();
    }
    for (JsonNode named : template) {
      if (named.path("name").asText().equals("default")) {
        return named.path("template").asText();
      }
    }
    throw new UserError(
        directory
            + " has no chat template (chat_template.jinja, or chat_template in"
            + " tokenizer_config.json), which conversations need; save the tokenizer of a chat model"
            + " there, or give the texts as they are");
  }

  /** By the names that templates know them by, such as {@code bos_token}. */
  private Map<String, Object> specialTokens(JsonNode settings) {
    Map<String, Object> tokens = new TreeMap<>();
    for (JsonNode source :
        new JsonNode[] {json(directory.resolve("special_tokens_map.json")), settings}) {
      for (Map.Entry<String, JsonNode> field : source.properties()) {
        JsonNode value = field.getValue();
        String token = value.isObject() ? value.path("content").asText(null) : value.textValue();
        if (field.getKey().endsWith("_token") && token != null) {
          tokens.put(field.getKey(), token);
        }
      }
    }
    return tokens;
  }

  private static JsonNode json(Path file) {
    try {
      return Files.isRegularFile(file) ? JSON.readTree(file.toFile()) : JSON.createObjectNode();
    } catch (IOException e) {
      throw new UserError(file + " is not JSON; save the tokenizer again", e);
    }
  }

  private static String text(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new UserError(file + " cannot be read: " + e.getMessage(), e);
    }
  }
}
