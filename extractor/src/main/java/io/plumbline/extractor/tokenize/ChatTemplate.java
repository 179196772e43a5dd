package io.plumbline.extractor.tokenize;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import io.plumbline.extractor.jinja.Template;
import io.plumbline.extractor.jinja.TemplateException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;

/**
 * Renders conversations as transformers' {@code apply_chat_template} does, by the template that
 * lies beside a model's tokenizer. The special tokens are part of the text then.
 */
public final class ChatTemplate {
  private static final JsonMapper JSON =
      JsonMapper.builder().enable(DeserializationFeature.USE_LONG_FOR_INTS).build();
  private static final TypeReference<List<Object>> LIST = new TypeReference<>() {};
  private static final TypeReference<Map<String, Object>> VARIABLES = new TypeReference<>() {};

  /** Ends with a blank, by which is seen whether the template strips what it is behind. */
  private static final String MARK = "WHAT_IS_CONTINUED_ENDS_HERE ";

  /** White space to Python, which counts more to it than Java does. */
  private static final String SPACE = "[\\s\\x1c-\\x1f]+";

  private static final Pattern AT_THE_END =
      Pattern.compile(SPACE + "\\z", Pattern.UNICODE_CHARACTER_CLASS);
  private static final Pattern AROUND =
      Pattern.compile("\\A" + SPACE + "|" + SPACE + "\\z", Pattern.UNICODE_CHARACTER_CLASS);

  private final Map<String, TemplateSource> sources;
  private final Map<String, String> specialTokens;
  private final Map<String, Template> parsed = new ConcurrentHashMap<>();

  ChatTemplate(Map<String, TemplateSource> sources, Map<String, String> specialTokens) {
    this.sources = Map.copyOf(sources);
    this.specialTokens = Map.copyOf(specialTokens);
    template(ChatTemplateFiles.DEFAULT);
  }

  /**
   * Reads {@code chat_template.jinja} of a model directory and those in its {@code
   * additional_chat_templates}, or {@code chat_template} in its {@code tokenizer_config.json}.
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
  public String render(JsonNode messages, boolean generationPrompt, TemplateArguments arguments) {
    return rendered(ChatMessages.of(messages), generationPrompt, arguments);
  }

  /**
   * Renders messages up to the end of the last one's content, so that it can go on.
   *
   * @param messages an array of objects with {@code role} and {@code content}
   * @throws TemplateException if the template refuses the messages, or leaves out what is continued
   */
  public String renderUnfinished(JsonNode messages, TemplateArguments arguments) {
    ArrayNode marked = ChatMessages.of(messages);
    Optional<String> content = ChatMessages.mark(marked, MARK);
    String text = rendered(marked, false, arguments);
    int end = text.lastIndexOf(MARK.strip());
    if (end < 0
        || content.filter(continued -> text.contains(without(AROUND, continued))).isEmpty()) {
      throw new TemplateException("it changes the last message, which is to be continued");
    }
    String before = text.substring(0, end);
    return text.startsWith(MARK, end) ? before : without(AT_THE_END, before);
  }

  private static String without(Pattern space, String text) {
    return space.matcher(text).replaceAll("");
  }

  private String rendered(
      ArrayNode messages, boolean generationPrompt, TemplateArguments arguments) {
    boolean withTools = !arguments.tools().isEmpty();
    Map<String, Object> variables = new HashMap<>(specialTokens);
    variables.put("documents", null);
    variables.putAll(JSON.convertValue(arguments.variables(), VARIABLES));
    variables.put("messages", JSON.convertValue(messages, LIST));
    variables.put("tools", withTools ? JSON.convertValue(arguments.tools(), LIST) : null);
    variables.put("add_generation_prompt", generationPrompt);
    boolean toolUse = withTools && sources.containsKey(ChatTemplateFiles.TOOL_USE);
    return template(toolUse ? ChatTemplateFiles.TOOL_USE : ChatTemplateFiles.DEFAULT)
        .render(variables);
  }

  private Template template(String name) {
    return parsed.computeIfAbsent(name, known -> sources.get(known).parse());
  }
}
