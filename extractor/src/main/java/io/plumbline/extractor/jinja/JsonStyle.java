package io.plumbline.extractor.jinja;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * How JSON is laid out.
 *
 * @param ascii whether all else is escaped
 * @param indent blanks by level, or null for one line
 * @param comma between entries
 * @param colon between a name and its value
 */
record JsonStyle(boolean ascii, String indent, String comma, String colon) {
  private static final List<String> NAMES =
      List.of("ensure_ascii", "indent", "separators", "sort_keys");

  /** As the arguments of {@code tojson} say. */
  static JsonStyle of(List<Object> arguments, Map<String, Object> named) {
    List<Object> given = new ArrayList<>(arguments);
    for (int i = given.size(); i < NAMES.size(); i++) {
      given.add(named.get(NAMES.get(i)));
    }
    if (given.size() > NAMES.size() || !NAMES.containsAll(named.keySet())) {
      throw new TemplateException("tojson with " + arguments + named + " is not known here");
    }
    if (Values.isTrue(given.get(3))) {
      throw new TemplateException("tojson with sort_keys is not known here");
    }
    String indent = given.get(1) == null ? null : indent(given.get(1));
    List<Object> separators =
        given.get(2) == null
            ? List.of(indent == null ? ", " : ",", ": ")
            : Values.items(given.get(2));
    return new JsonStyle(
        Values.isTrue(given.get(0)),
        indent,
        Strings.string(separators, 0),
        Strings.string(separators, 1));
  }

  private static String indent(Object indent) {
    return indent instanceof String text
        ? text
        : " ".repeat(Math.toIntExact(Math.max(0, Values.integer(indent))));
  }
}
