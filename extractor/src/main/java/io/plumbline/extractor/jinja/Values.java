package io.plumbline.extractor.jinja;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** What values are and do, as in Python. */
final class Values {
  private Values() {}

  static boolean isTrue(Object value) {
    if (value instanceof Boolean bool) {
      return bool;
    }
    if (value instanceof Number number) {
      return number.doubleValue() != 0;
    }
    if (value instanceof String || value instanceof Markup) {
      return !text(value).isEmpty();
    }
    if (value instanceof Collection<?> items) {
      return !items.isEmpty();
    }
    if (value instanceof Map<?, ?> map) {
      return !map.isEmpty();
    }
    return value != null && !(value instanceof Undefined);
  }

  /** As it is printed. */
  static String text(Object value) {
    if (value == null) {
      return "None";
    }
    if (value instanceof Undefined) {
      return "";
    }
    if (value instanceof Boolean bool) {
      return bool ? "True" : "False";
    }
    if (value instanceof String || value instanceof Long) {
      return value.toString();
    }
    if (value instanceof Double number) {
      return NumberText.of(number);
    }
    if (value instanceof Markup markup) {
      return markup.text();
    }
    if (value instanceof Collection<?> || value instanceof Map<?, ?>) {
      return Representation.of(value);
    }
    throw new TemplateException("it prints " + kind(value) + ", which is not known here");
  }

  static String kind(Object value) {
    if (value instanceof Collection<?>) {
      return "a list";
    }
    if (value instanceof Map<?, ?>) {
      return "a map";
    }
    if (value instanceof String) {
      return "a text";
    }
    if (value instanceof Number) {
      return "a number";
    }
    return value == null ? "none" : value instanceof Undefined ? "nothing" : "an object";
  }

  static List<Object> items(Object value) {
    if (value instanceof Collection<?> items) {
      return new ArrayList<>(items);
    }
    if (value instanceof Map<?, ?> map) {
      return new ArrayList<>(map.keySet());
    }
    if (value instanceof String text) {
      return new ArrayList<>(text.codePoints().mapToObj(Character::toString).toList());
    }
    if (value instanceof Undefined) {
      return List.of();
    }
    throw new TemplateException("it goes through " + kind(value));
  }

  @SuppressWarnings("unchecked") // maps come from JSON, from literals and from named arguments
  static Map<String, Object> map(Object value) {
    if (value instanceof Map<?, ?> map) {
      return (Map<String, Object>) map;
    }
    throw new TemplateException("it takes " + kind(value) + " for a map");
  }

  static List<Object> pairs(Map<String, Object> map) {
    List<Object> pairs = new ArrayList<>();
    map.forEach((key, entry) -> pairs.add(Sequence.tuple(Arrays.asList(key, entry))));
    return pairs;
  }

  static long integer(Object value) {
    if (value instanceof Long number) {
      return number;
    }
    if (value instanceof Boolean bool) {
      return bool ? 1 : 0;
    }
    throw new TemplateException("it takes " + kind(value) + " for a whole number");
  }

  static long length(Object value) {
    return value instanceof String text
        ? text.codePointCount(0, text.length())
        : items(value).size();
  }

  static boolean equal(Object left, Object right) {
    if (isNumber(left) && isNumber(right)) {
      return number(left).compareTo(number(right)) == 0;
    }
    if (left instanceof Undefined || right instanceof Undefined) {
      return left instanceof Undefined && right instanceof Undefined;
    }
    return Objects.equals(
        left instanceof Markup markup ? markup.text() : left,
        right instanceof Markup markup ? markup.text() : right);
  }

  /** A truth value counts as one. */
  private static boolean isNumber(Object value) {
    return value instanceof Number || value instanceof Boolean;
  }

  private static BigDecimal number(Object value) {
    return value instanceof Double number
        ? new BigDecimal(number)
        : BigDecimal.valueOf(integer(value));
  }

  static int compare(Object left, Object right) {
    if (isNumber(left) && isNumber(right)) {
      return number(left).compareTo(number(right));
    }
    if (left instanceof String a && right instanceof String b) {
      return a.compareTo(b);
    }
    throw new TemplateException("it compares " + kind(left) + " with " + kind(right));
  }

  static boolean contains(Object whole, Object part) {
    if (whole instanceof String text) {
      if (part instanceof String piece) {
        return text.contains(piece);
      }
      throw new TemplateException("it looks for " + kind(part) + " in a text");
    }
    return items(whole).stream().anyMatch(item -> equal(item, part));
  }

  /** {@code value.name}: of a map a method before an entry, as in Jinja. */
  static Object attribute(Object value, String name) {
    if (value instanceof Map<?, ?>) {
      return Strings.attribute(map(value), name);
    }
    if (value instanceof String text) {
      return Strings.method(text, name);
    }
    if (value instanceof Namespace namespace) {
      Map<String, Object> attributes = namespace.attributes();
      return attributes.containsKey(name)
          ? attributes.get(name)
          : new Undefined("attribute '" + name + "'");
    }
    if (value instanceof Loop loop) {
      return loop.attribute(name);
    }
    if (value instanceof Undefined undefined) {
      throw undefined.error();
    }
    return new Undefined("attribute '" + name + "'");
  }

  /** {@code value[key]}. */
  static Object entry(Object value, Object key) {
    if (value instanceof Undefined undefined) {
      throw undefined.error();
    }
    if (value instanceof Map<?, ?> && key instanceof String name) {
      return map(value).containsKey(name) ? map(value).get(name) : attribute(value, name);
    }
    if (key instanceof Long index && !(value instanceof Map<?, ?>)) {
      List<Object> items = items(value);
      long at = index < 0 ? items.size() + index : index;
      return at >= 0 && at < items.size() ? items.get((int) at) : new Undefined("element " + index);
    }
    return key instanceof String name ? attribute(value, name) : new Undefined("an element");
  }

  /** {@code value[from:to:step]}; any of the three may be null. */
  static Object slice(Object value, Object from, Object to, Object step) {
    if (value instanceof Undefined undefined) {
      throw undefined.error();
    }
    List<Object> items = items(value);
    int stride = step == null ? 1 : (int) integer(step);
    if (stride == 0) {
      throw new TemplateException("a slice goes in steps of 0");
    }
    int size = items.size();
    int low = stride > 0 ? 0 : -1;
    int high = stride > 0 ? size : size - 1;
    int first = from == null ? (stride > 0 ? low : high) : bound(from, size, low, high);
    int end = to == null ? (stride > 0 ? high : low) : bound(to, size, low, high);
    List<Object> part = new ArrayList<>();
    for (int i = first; stride > 0 ? i < end : i > end; i += stride) {
      part.add(items.get(i));
    }
    return value instanceof String
        ? String.join("", part.stream().map(String.class::cast).toList())
        : part;
  }

  private static int bound(Object given, int size, int low, int high) {
    long index = integer(given);
    return (int) Math.max(low, Math.min(high, index < 0 ? index + size : index));
  }
}
