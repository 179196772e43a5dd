package io.plumbline.extractor.jinja;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A template, ready to be rendered any number of times by any number of threads.
 *
 * <pre>{@code
 * Template.parse("{% for m in messages %}{{ m.role }}{% endfor %}").render(Map.of("messages", list));
 * }</pre>
 */
public final class Template {
  private final List<Node> body;

  private Template(List<Node> body) {
    this.body = body;
  }

  /**
   * Reads a template.
   *
   * @throws TemplateException if it is broken or uses what is not known here
   */
  public static Template parse(String source) {
    try {
      return new Template(new StatementParser(Segment.split(source)).parse());
    } catch (StackOverflowError e) {
      throw new TemplateException("it is nested too deeply");
    }
  }

  /**
   * Renders it.
   *
   * @param variables texts, numbers ({@link Long}, {@link Double}), booleans, null, lists, and maps
   *     with text keys, of these
   * @throws TemplateException if the template raises an exception or cannot be rendered with these
   *     variables
   */
  public String render(Map<String, Object> variables) {
    Map<String, Object> globals = new LinkedHashMap<>(Globals.ALL);
    globals.putAll(variables);
    StringBuilder out = new StringBuilder();
    try {
      Node.renderAll(body, new Scope(new Scope(null, globals)), out);
    } catch (StackOverflowError e) {
      throw new TemplateException("it calls itself without end");
    } catch (ArithmeticException e) {
      throw new TemplateException("it computes a number that is too large here");
    }
    return out.toString();
  }
}
