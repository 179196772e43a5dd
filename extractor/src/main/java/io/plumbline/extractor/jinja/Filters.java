package io.plumbline.extractor.jinja;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/** What can stand behind {@code |}. */
final class Filters {
  private Filters() {}

  static Object apply(
      String filter, Object value, List<Object> arguments, Map<String, Object> named) {
    return switch (filter) {
      case "trim" -> Strings.strip(text(value), (String) argument(arguments, 0), true, true);
      case "length", "count" -> Values.length(value);
      case "upper" -> text(value).toUpperCase(Locale.ROOT);
      case "lower" -> text(value).toLowerCase(Locale.ROOT);
      case "capitalize" -> Strings.capitalized(text(value));
      case "title" -> Strings.titled(text(value));
      case "string" -> text(value);
      case "safe" -> value;
      case "replace" -> Strings.replaced(text(value), arguments);
      case "default", "d" -> otherwise(value, arguments, named);
      case "int" -> value instanceof Double number ? (long) number.doubleValue() : whole(value);
      case "list" -> Values.items(value);
      case "first" -> end(Values.items(value), true);
      case "last" -> end(Values.items(value), false);
      case "reverse" -> reversed(value);
      case "unique" -> new ArrayList<>(new LinkedHashSet<>(Values.items(value)));
      case "join" -> join(value, arguments, named);
      case "items" -> value instanceof Undefined ? List.of() : Values.pairs(Values.map(value));
      case "dictsort" -> Values.pairs(new TreeMap<>(Values.map(value)));
      case "tojson" -> JsonText.of(value, indent(arguments, named));
      case "selectattr" -> select(value, arguments, test -> test);
      case "rejectattr" -> select(value, arguments, test -> !test);
      case "map" -> mapped(value, arguments, named);
      default -> throw new TemplateException("filter '" + filter + "' is not known here");
    };
  }

  private static Object argument(List<Object> arguments, int index) {
    return index < arguments.size() ? arguments.get(index) : null;
  }

  private static String text(Object value) {
    return Values.text(value);
  }

  private static Object otherwise(Object value, List<Object> arguments, Map<String, Object> named) {
    Object other = named.getOrDefault("default_value", arguments.isEmpty() ? "" : arguments.get(0));
    boolean alsoFalse = Values.isTrue(named.getOrDefault("boolean", argument(arguments, 1)));
    boolean missing = value instanceof Undefined || (alsoFalse && !Values.isTrue(value));
    return missing ? other : value;
  }

  private static long whole(Object value) {
    if (value instanceof String text) {
      try {
        return Long.parseLong(text.strip());
      } catch (NumberFormatException e) {
        return 0;
      }
    }
    return Values.integer(value);
  }

  private static Object end(List<Object> items, boolean first) {
    if (items.isEmpty()) {
      return new Undefined("an element of an empty list");
    }
    return items.get(first ? 0 : items.size() - 1);
  }

  private static Object reversed(Object value) {
    if (value instanceof String text) {
      return new StringBuilder(text).reverse().toString();
    }
    List<Object> items = Values.items(value);
    List<Object> reversed = new ArrayList<>(items);
    Collections.reverse(reversed);
    return reversed;
  }

  private static String join(Object value, List<Object> arguments, Map<String, Object> named) {
    Object separator = named.getOrDefault("d", arguments.isEmpty() ? "" : arguments.get(0));
    Object attribute = named.getOrDefault("attribute", argument(arguments, 1));
    return Values.items(value).stream()
        .map(item -> attribute == null ? item : path(item, attribute))
        .map(Values::text)
        .collect(Collectors.joining(text(separator)));
  }

  private static String indent(List<Object> arguments, Map<String, Object> named) {
    Map<String, Object> others = new LinkedHashMap<>(named);
    Object indent = others.containsKey("indent") ? others.remove("indent") : argument(arguments, 0);
    others.remove("ensure_ascii", false);
    if (!others.isEmpty() || arguments.size() > 1) {
      throw new TemplateException("tojson with " + others.keySet() + " is not known here");
    }
    return indent == null ? null : " ".repeat((int) Values.integer(indent));
  }

  private static List<Object> select(
      Object value, List<Object> arguments, Predicate<Boolean> wanted) {
    Object attribute = argument(arguments, 0);
    String test = (String) argument(arguments, 1);
    List<Object> rest = arguments.size() > 2 ? arguments.subList(2, arguments.size()) : List.of();
    return new ArrayList<>(
        Values.items(value).stream()
            .filter(
                item -> {
                  Object found = path(item, attribute);
                  return wanted.test(
                      test == null ? Values.isTrue(found) : Tests.holds(test, found, rest));
                })
            .toList());
  }

  private static List<Object> mapped(
      Object value, List<Object> arguments, Map<String, Object> named) {
    List<Object> mapped = new ArrayList<>();
    for (Object item : Values.items(value)) {
      if (named.containsKey("attribute")) {
        Object found = path(item, named.get("attribute"));
        boolean missing = found instanceof Undefined && named.containsKey("default");
        mapped.add(missing ? named.get("default") : found);
      } else {
        List<Object> rest = arguments.subList(Math.min(1, arguments.size()), arguments.size());
        mapped.add(apply(text(argument(arguments, 0)), item, rest, named));
      }
    }
    return mapped;
  }

  private static Object path(Object item, Object attribute) {
    Object found = item;
    for (String part : text(attribute).split("\\.", -1)) {
      found = Values.entry(found, part);
    }
    return found;
  }
}
