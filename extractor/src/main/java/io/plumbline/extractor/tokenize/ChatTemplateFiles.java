package io.plumbline.extractor.tokenize;

import com.fasterxml.jackson.databind.JsonNode;
import io.plumbline.extractor.jinja.Template;
import io.plumbline.extractor.jinja.TemplateException;
import io.plumbline.schemas.UserError;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Where a model directory keeps its chat template.
 *
 * @param directory the model's
 */
record ChatTemplateFiles(Path directory) {
  ChatTemplate read() {
    Path file = directory.resolve("chat_template.jinja");
    Path config = directory.resolve("tokenizer_config.json");
    JsonNode settings = SpecialTokens.json(config);
    String source = Files.isRegularFile(file) ? text(file) : inConfig(settings);
    Path place = Files.isRegularFile(file) ? file : config;
    try {
      return new ChatTemplate(Template.parse(source), SpecialTokens.byName(directory));
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

  private static String text(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new UserError(file + " cannot be read: " + e.getMessage(), e);
    }
  }
}
