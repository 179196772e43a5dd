package io.plumbline.extractor.jinja;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.IntPredicate;

/**
 * How a text is split.
 *
 * @param separator what stands between the parts; null for white space
 * @param most how often, or -1
 */
record Splitting(String separator, long most) {
  /** Code points that end a line, to Python. */
  private static final String LINE_ENDS = "\n\r\u000b\f\u001c\u001d\u001e\u0085\u2028\u2029";

  static Splitting of(List<Object> arguments, Map<String, Object> named) {
    if (!Set.of("sep", "maxsplit").containsAll(named.keySet())) {
      throw new TemplateException("a text cannot be split with " + named.keySet());
    }
    Object separator = arguments.isEmpty() ? named.get("sep") : arguments.get(0);
    Object most = arguments.size() < 2 ? named.getOrDefault("maxsplit", -1L) : arguments.get(1);
    if (separator != null && !(separator instanceof String text && !text.isEmpty())) {
      throw new TemplateException("split needs a separator that is a text and not empty");
    }
    return new Splitting((String) separator, Values.integer(most));
  }

  List<Object> from(String text) {
    if (separator == null) {
      return words(text);
    }
    List<Object> parts = new ArrayList<>();
    int at = 0;
    for (int found = text.indexOf(separator);
        found >= 0 && mayGoOn(parts);
        found = text.indexOf(separator, at)) {
      parts.add(text.substring(at, found));
      at = found + separator.length();
    }
    parts.add(text.substring(at));
    return parts;
  }

  List<Object> fromRight(String text) {
    if (separator == null) {
      List<Object> mirrored = new Splitting(null, most).words(mirrored(text));
      Collections.reverse(mirrored);
      mirrored.replaceAll(word -> mirrored((String) word));
      return mirrored;
    }
    List<Object> parts = new ArrayList<>();
    int end = text.length();
    for (int found = text.lastIndexOf(separator);
        found >= 0 && mayGoOn(parts);
        found = text.lastIndexOf(separator, end - separator.length())) {
      parts.add(text.substring(found + separator.length(), end));
      end = found;
    }
    parts.add(text.substring(0, end));
    Collections.reverse(parts);
    return parts;
  }

  private boolean mayGoOn(List<Object> parts) {
    return most < 0 || parts.size() < most;
  }

  private static String mirrored(String text) {
    return new StringBuilder(text).reverse().toString();
  }

  private List<Object> words(String text) {
    List<Object> words = new ArrayList<>();
    int at = next(text, 0, point -> !Strings.isSpace(point));
    while (at < text.length()) {
      int end = mayGoOn(words) ? next(text, at, Strings::isSpace) : text.length();
      words.add(text.substring(at, end));
      at = next(text, end, point -> !Strings.isSpace(point));
    }
    return words;
  }

  private static int next(String text, int from, IntPredicate wanted) {
    int at = from;
    while (at < text.length() && !wanted.test(text.charAt(at))) {
      at++;
    }
    return at;
  }

  /** The lines of a text; with what ends them if the argument says so. */
  static List<Object> lines(String text, List<Object> keepEnds) {
    boolean keep = !keepEnds.isEmpty() && Values.isTrue(keepEnds.get(0));
    List<Object> lines = new ArrayList<>();
    int at = 0;
    while (at < text.length()) {
      int end = next(text, at, point -> LINE_ENDS.indexOf(point) >= 0);
      int after = text.startsWith("\r\n", end) ? end + 2 : Math.min(end + 1, text.length());
      lines.add(text.substring(at, keep ? after : end));
      at = after;
    }
    return lines;
  }
}
