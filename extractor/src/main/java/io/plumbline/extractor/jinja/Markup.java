package io.plumbline.extractor.jinja;

/**
 * A text behind the filter {@code safe}. To Python it is one in which a text that is added to it
 * has its special characters of HTML escaped, although nothing is HTML here.
 */
record Markup(String text) {
  /** What adding gives where one of the two is such a text. */
  static Markup sum(Object left, Object right) {
    return new Markup(escaped(left) + escaped(right));
  }

  private static String escaped(Object value) {
    if (value instanceof Markup markup) {
      return markup.text();
    }
    if (value instanceof String text) {
      return text.replace("&", "&amp;")
          .replace("<", "&lt;")
          .replace(">", "&gt;")
          .replace("'", "&#39;")
          .replace("\"", "&#34;");
    }
    throw new TemplateException("it adds " + Values.kind(value) + " to a text");
  }
}
