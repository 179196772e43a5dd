package io.plumbline.extractor.jinja;

import java.util.Collection;
import java.util.Map;

/** JSON as Python's {@code json.dumps} writes it. */
final class JsonText {
  private final StringBuilder out = new StringBuilder();
  private final JsonStyle style;

  private JsonText(JsonStyle style) {
    this.style = style;
  }

  static String of(Object value, JsonStyle style) {
    JsonText json = new JsonText(style);
    json.write(value, 0);
    return json.out.toString();
  }

  private void write(Object value, int level) {
    if (value == null) {
      out.append("null");
    } else if (value instanceof Boolean || value instanceof Long) {
      out.append(value);
    } else if (value instanceof Double number) {
      out.append(NumberText.of(number));
    } else if (value instanceof String text) {
      quote(text);
    } else if (value instanceof Collection<?> items) {
      writeAll(items, level);
    } else {
      writeMap(Values.map(value), level);
    }
  }

  private void writeAll(Collection<?> items, int level) {
    out.append('[');
    boolean first = true;
    for (Object item : items) {
      separate(first, level + 1);
      write(item, level + 1);
      first = false;
    }
    close(first, level, ']');
  }

  private void writeMap(Map<String, Object> map, int level) {
    out.append('{');
    boolean first = true;
    for (Map.Entry<String, Object> entry : map.entrySet()) {
      separate(first, level + 1);
      quote(entry.getKey());
      out.append(style.colon());
      write(entry.getValue(), level + 1);
      first = false;
    }
    close(first, level, '}');
  }

  private void separate(boolean first, int level) {
    out.append(first ? "" : style.comma());
    newLine(level);
  }

  private void close(boolean empty, int level, char bracket) {
    if (!empty) {
      newLine(level);
    }
    out.append(bracket);
  }

  private void newLine(int level) {
    if (style.indent() != null) {
      out.append('\n').append(style.indent().repeat(level));
    }
  }

  private void quote(String text) {
    out.append('"');
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      switch (c) {
        case '"' -> out.append("\\\"");
        case '\\' -> out.append("\\\\");
        case '\n' -> out.append("\\n");
        case '\r' -> out.append("\\r");
        case '\t' -> out.append("\\t");
        case '\b' -> out.append("\\b");
        case '\f' -> out.append("\\f");
        default -> {
          if (c < 0x20 || (style.ascii() && c > 0x7e)) {
            out.append(String.format("\\u%04x", (int) c));
          } else {
            out.append(c);
          }
        }
      }
    }
    out.append('"');
  }
}
