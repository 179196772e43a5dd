package io.plumbline.extractor.jinja;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/** Methods of texts and maps, as Python has them. */
final class Strings {
  private Strings() {}

  static Object method(String text, String name) {
    return switch (name) {
      case "strip" -> method(1, arguments -> strip(text, characters(arguments), true, true));
      case "lstrip" -> method(1, arguments -> strip(text, characters(arguments), true, false));
      case "rstrip" -> method(1, arguments -> strip(text, characters(arguments), false, true));
      case "upper" -> method(0, arguments -> text.toUpperCase(Locale.ROOT));
      case "lower" -> method(0, arguments -> text.toLowerCase(Locale.ROOT));
      case "capitalize" -> method(0, arguments -> capitalized(text));
      case "title" -> method(0, arguments -> titled(text));
      case "startswith" ->
          method(1, arguments -> prefixes(arguments).stream().anyMatch(text::startsWith));
      case "endswith" ->
          method(1, arguments -> prefixes(arguments).stream().anyMatch(text::endsWith));
      case "replace" -> method(3, arguments -> replaced(text, arguments));
      case "split" -> (Callable) (arguments, named) -> Splitting.of(arguments, named).from(text);
      case "rsplit" ->
          (Callable) (arguments, named) -> Splitting.of(arguments, named).fromRight(text);
      case "splitlines" -> method(1, arguments -> Splitting.lines(text, arguments));
      case "join" ->
          method(
              1,
              arguments ->
                  Values.items(argument(arguments, 0)).stream()
                      .map(Strings::string)
                      .collect(Collectors.joining(text)));
      case "find" -> method(1, arguments -> index(text, text.indexOf(string(arguments, 0))));
      case "rfind" -> method(1, arguments -> index(text, text.lastIndexOf(string(arguments, 0))));
      case "count" -> method(1, arguments -> count(text, string(arguments, 0)));
      case "isdigit" ->
          method(0, arguments -> !text.isEmpty() && text.chars().allMatch(Character::isDigit));
      default -> new Undefined("method '" + name + "' of a text");
    };
  }

  /** A method that takes its arguments by place. */
  @FunctionalInterface
  private interface ByPlace {
    Object call(List<Object> arguments);
  }

  private static Callable method(int most, ByPlace method) {
    return (arguments, named) -> {
      if (!named.isEmpty() || arguments.size() > most) {
        throw new TemplateException(
            "a method is given more than is known of it here: " + arguments.size() + " " + named);
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
    while (left && from < to && strips(text.codePointAt(from), characters)) {
      from += Character.charCount(text.codePointAt(from));
    }
    while (right && to > from && strips(text.codePointBefore(to), characters)) {
      to -= Character.charCount(text.codePointBefore(to));
    }
    return text.substring(from, to);
  }

  private static boolean strips(int character, String characters) {
    return characters == null ? isSpace(character) : characters.indexOf(character) >= 0;
  }

  static String capitalized(String text) {
    if (text.isEmpty()) {
      return text;
    }
    int first = text.offsetByCodePoints(0, 1);
    return Character.toString(Character.toTitleCase(text.codePointAt(0)))
        + text.substring(first).toLowerCase(Locale.ROOT);
  }

  private static String titled(String text) {
    StringBuilder out = new StringBuilder();
    boolean inWord = false;
    for (int point : text.codePoints().toArray()) {
      out.appendCodePoint(inWord ? Character.toLowerCase(point) : Character.toTitleCase(point));
      inWord = isCased(point);
    }
    return out.toString();
  }

  private static boolean isCased(int point) {
    return Character.isUpperCase(point)
        || Character.isLowerCase(point)
        || Character.isTitleCase(point);
  }

  /** Whether all letters that have a case have this one, and there is such a letter. */
  static boolean isCased(String text, boolean upper) {
    return text.codePoints().anyMatch(Strings::isCased)
        && text.codePoints()
            .filter(Strings::isCased)
            .allMatch(upper ? Character::isUpperCase : Character::isLowerCase);
  }

  static String replaced(String text, List<Object> arguments) {
    String old = string(arguments, 0);
    String other = string(arguments, 1);
    long most = arguments.size() < 3 ? -1 : Values.integer(arguments.get(2));
    if (old.isEmpty()) {
      throw new TemplateException("it replaces an empty text, which is not known here");
    }
    StringBuilder out = new StringBuilder();
    int at = 0;
    long done = 0;
    for (int found = text.indexOf(old);
        found >= 0 && (most < 0 || done < most);
        found = text.indexOf(old, at)) {
      out.append(text, at, found).append(other);
      at = found + old.length();
      done++;
    }
    return out.append(text, at, text.length()).toString();
  }

  private static long count(String text, String part) {
    if (part.isEmpty()) {
      return text.codePointCount(0, text.length()) + 1L;
    }
    return ((long) text.length() - text.replace(part, "").length()) / part.length();
  }

  private static long index(String text, int at) {
    return at < 0 ? -1 : text.codePointCount(0, at);
  }

  private static String characters(List<Object> arguments) {
    return arguments.isEmpty() || arguments.get(0) == null ? null : string(arguments, 0);
  }

  private static List<String> prefixes(List<Object> arguments) {
    return argument(arguments, 0) instanceof List<?> several
        ? several.stream().map(Strings::string).toList()
        : List.of(string(arguments, 0));
  }

  static String string(List<Object> arguments, int index) {
    return string(argument(arguments, index));
  }

  private static Object argument(List<Object> arguments, int index) {
    if (index >= arguments.size()) {
      throw new TemplateException("a method of a text needs one more argument");
    }
    return arguments.get(index);
  }

  private static String string(Object argument) {
    if (argument instanceof String text) {
      return text;
    }
    throw new TemplateException("a method of a text is given " + Values.kind(argument));
  }

  /** Methods and values of a map. */
  static Object attribute(Map<String, Object> map, String name) {
    return switch (name) {
      case "items" -> method(0, arguments -> new Sequence(Sequence.Kind.ITEMS, Values.pairs(map)));
      case "keys" -> method(0, arguments -> new Sequence(Sequence.Kind.KEYS, map.keySet()));
      case "values" -> method(0, arguments -> new Sequence(Sequence.Kind.VALUES, map.values()));
      case "get" ->
          method(
              2,
              arguments ->
                  map.containsKey(argument(arguments, 0))
                      ? map.get(arguments.get(0))
                      : arguments.size() > 1 ? arguments.get(1) : null);
      default -> map.containsKey(name) ? map.get(name) : new Undefined("attribute '" + name + "'");
    };
  }
}
