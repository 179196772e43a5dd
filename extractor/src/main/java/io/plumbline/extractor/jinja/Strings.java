package io.plumbline.extractor.jinja;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/** Methods of a text, as Python has them. */
final class Strings {
  private Strings() {}

  static Object method(String text, String name) {
    return switch (name) {
      case "strip" -> method(arguments -> strip(text, characters(arguments), true, true));
      case "lstrip" -> method(arguments -> strip(text, characters(arguments), true, false));
      case "rstrip" -> method(arguments -> strip(text, characters(arguments), false, true));
      case "upper" -> method(arguments -> text.toUpperCase(Locale.ROOT));
      case "lower" -> method(arguments -> text.toLowerCase(Locale.ROOT));
      case "capitalize" -> method(arguments -> capitalized(text));
      case "title" -> method(arguments -> titled(text));
      case "startswith" ->
          method(arguments -> prefixes(arguments).stream().anyMatch(text::startsWith));
      case "endswith" -> method(arguments -> prefixes(arguments).stream().anyMatch(text::endsWith));
      case "replace" -> method(arguments -> replaced(text, arguments));
      case "split" -> method(arguments -> split(text, arguments, false));
      case "rsplit" -> method(arguments -> split(text, arguments, true));
      case "splitlines" -> method(arguments -> new ArrayList<Object>(text.lines().toList()));
      case "join" ->
          method(
              arguments ->
                  Values.items(arguments.get(0)).stream()
                      .map(Values::text)
                      .collect(Collectors.joining(text)));
      case "find" -> method(arguments -> index(text, text.indexOf(string(arguments, 0))));
      case "rfind" -> method(arguments -> index(text, text.lastIndexOf(string(arguments, 0))));
      case "isdigit" ->
          method(arguments -> !text.isEmpty() && text.chars().allMatch(Character::isDigit));
      default -> new Undefined("method '" + name + "' of a text");
    };
  }

  /** A method that takes its arguments by place. */
  @FunctionalInterface
  private interface ByPlace {
    Object call(List<Object> arguments);
  }

  private static Callable method(ByPlace method) {
    return (arguments, named) -> {
      if (!named.isEmpty()) {
        throw new TemplateException("a method of a text takes no " + named.keySet());
      }
      return method.call(arguments);
    };
  }

  static boolean isSpace(int character) {
    return Character.isWhitespace(character)
        || Character.isSpaceChar(character)
        || character == 0x85;
  }

  /**
   * Takes characters off a text.
   *
   * @param characters which; null for white space
   */
  static String strip(String text, String characters, boolean left, boolean right) {
    int from = 0;
    int to = text.length();
    while (left && from < to && strips(text.charAt(from), characters)) {
      from++;
    }
    while (right && to > from && strips(text.charAt(to - 1), characters)) {
      to--;
    }
    return text.substring(from, to);
  }

  private static boolean strips(char character, String characters) {
    return characters == null ? isSpace(character) : characters.indexOf(character) >= 0;
  }

  static String capitalized(String text) {
    if (text.isEmpty()) {
      return text;
    }
    int first = text.offsetByCodePoints(0, 1);
    return text.substring(0, first).toUpperCase(Locale.ROOT)
        + text.substring(first).toLowerCase(Locale.ROOT);
  }

  static String titled(String text) {
    StringBuilder out = new StringBuilder();
    boolean inWord = false;
    for (int point : text.codePoints().toArray()) {
      out.appendCodePoint(inWord ? Character.toLowerCase(point) : Character.toTitleCase(point));
      inWord = Character.isLetter(point);
    }
    return out.toString();
  }

  static String replaced(String text, List<Object> arguments) {
    if (arguments.size() != 2) {
      throw new TemplateException("replace takes what is replaced and by what");
    }
    return text.replace(string(arguments, 0), string(arguments, 1));
  }

  private static List<Object> split(String text, List<Object> arguments, boolean fromRight) {
    if (arguments.isEmpty() || arguments.get(0) == null) {
      String stripped = strip(text, null, true, true);
      return stripped.isEmpty() ? List.of() : List.of((Object[]) stripped.split("\\s+"));
    }
    String separator = string(arguments, 0);
    if (separator.isEmpty()) {
      throw new TemplateException("split needs a separator that is not empty");
    }
    long most = arguments.size() < 2 ? -1 : Values.integer(arguments.get(1));
    List<Object> parts = new ArrayList<>();
    String rest = text;
    int at = fromRight ? rest.lastIndexOf(separator) : rest.indexOf(separator);
    while (at >= 0 && (most < 0 || parts.size() < most)) {
      parts.add(fromRight ? rest.substring(at + separator.length()) : rest.substring(0, at));
      rest = fromRight ? rest.substring(0, at) : rest.substring(at + separator.length());
      at = fromRight ? rest.lastIndexOf(separator) : rest.indexOf(separator);
    }
    parts.add(rest);
    if (fromRight) {
      Collections.reverse(parts);
    }
    return parts;
  }

  private static long index(String text, int at) {
    return at < 0 ? -1 : text.codePointCount(0, at);
  }

  private static String characters(List<Object> arguments) {
    return arguments.isEmpty() || arguments.get(0) == null ? null : string(arguments, 0);
  }

  private static List<String> prefixes(List<Object> arguments) {
    return arguments.get(0) instanceof List<?> several
        ? several.stream().map(prefix -> string(Collections.singletonList(prefix), 0)).toList()
        : List.of(string(arguments, 0));
  }

  private static String string(List<Object> arguments, int index) {
    if (index < arguments.size() && arguments.get(index) instanceof String text) {
      return text;
    }
    throw new TemplateException("a method of a text needs a text as argument");
  }

  /** Methods and values of a map. */
  static Object attribute(Map<String, Object> map, String name) {
    return switch (name) {
      case "items" -> method(arguments -> Values.pairs(map));
      case "keys" -> method(arguments -> new ArrayList<Object>(map.keySet()));
      case "values" -> method(arguments -> new ArrayList<>(map.values()));
      case "get" ->
          method(
              arguments ->
                  map.containsKey(arguments.get(0))
                      ? map.get(arguments.get(0))
                      : arguments.size() > 1 ? arguments.get(1) : null);
      default -> map.containsKey(name) ? map.get(name) : new Undefined("attribute '" + name + "'");
    };
  }
}
