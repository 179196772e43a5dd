package io.plumbline.extractor.tokenize;

import com.fasterxml.jackson.databind.JsonNode;
import io.plumbline.schemas.Unreadable;
import io.plumbline.schemas.UserError;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * Where a model directory keeps its chat templates.
 *
 * @param directory the model's
 */
record ChatTemplateFiles(Path directory) {
  /** Name of the template that is used where nothing asks for another one. */
  static final String DEFAULT = "default";

  /** Name of the one that is used where there are tools. */
  static final String TOOL_USE = "tool_use";

  private static final String SUFFIX = ".jinja";

  ChatTemplate read() {
    Map<String, TemplateSource> templates = inFiles();
    if (templates.isEmpty()) {
      templates = inConfig();
    }
    if (!templates.containsKey(DEFAULT)) {
      throw new UserError(
          directory
              + " has no chat template (chat_template.jinja, or chat_template in"
              + " tokenizer_config.json), which conversations need; save the tokenizer of a chat"
              + " model there, or give the texts as they are");
    }
    return new ChatTemplate(templates, SpecialTokens.byName(directory));
  }

  /** These are believed before the configuration. */
  private Map<String, TemplateSource> inFiles() {
    Map<String, TemplateSource> templates = new TreeMap<>();
    Path file = directory.resolve("chat_template.jinja");
    if (Files.isRegularFile(file)) {
      templates.put(DEFAULT, new TemplateSource(text(file), file));
    }
    for (Path additional : additional()) {
      String name = additional.getFileName().toString();
      templates.put(
          name.substring(0, name.length() - SUFFIX.length()),
          new TemplateSource(text(additional), additional));
    }
    return templates;
  }

  private List<Path> additional() {
    Path folder = directory.resolve("additional_chat_templates");
    if (!Files.isDirectory(folder)) {
      return List.of();
    }
    try (Stream<Path> files = Files.list(folder)) {
      return files.filter(file -> file.toString().endsWith(SUFFIX)).sorted().toList();
    } catch (IOException e) {
      throw Unreadable.because(folder, e);
    }
  }

  private Map<String, TemplateSource> inConfig() {
    Path config = directory.resolve("tokenizer_config.json");
    JsonNode template = TokenizerFiles.json(config).path("chat_template");
    Map<String, TemplateSource> templates = new TreeMap<>();
    if (template.isTextual()) {
      templates.put(DEFAULT, new TemplateSource(template.asText(), config));
    } else if (template.isObject()) {
      template
          .properties()
          .forEach(
              named ->
                  templates.put(
                      named.getKey(), new TemplateSource(named.getValue().asText(), config)));
    } else {
      template.forEach(
          named ->
              templates.put(
                  named.path("name").asText(),
                  new TemplateSource(named.path("template").asText(), config)));
    }
    return templates;
  }

  private static String text(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw Unreadable.because(file, e);
    }
  }
}
