package io.plumbline.extractor.jinja;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** What can stand behind {@code |}. */
final class Filters {
  private static final Pattern WORD_START =
      Pattern.compile("(?<=[-({\\[<\\s])(?![-({\\[<\\s])", Pattern.UNICODE_CHARACTER_CLASS);

  private Filters() {}

  static Object apply(
      String filter, Object value, List<Object> arguments, Map<String, Object> named) {
    return switch (filter) {
      case "trim" -> Strings.strip(text(value), characters(arguments), true, true);
      case "length", "count" -> Values.length(value);
      case "upper" -> text(value).toUpperCase(Locale.ROOT);
      case "lower" -> text(value).toLowerCase(Locale.ROOT);
      case "capitalize" -> Strings.capitalized(text(value));
      case "title" -> titled(text(value));
      case "string" -> text(value);
      case "safe" -> new Markup(text(value));
      case "replace" -> Strings.replaced(text(value), arguments);
      case "default", "d" -> otherwise(value, arguments, named);
      case "int" -> whole(value, arguments, named);
      case "list" -> Values.items(value);
      case "first" -> end(Values.items(value), true);
      case "last" -> end(Values.items(value), false);
      case "reverse" -> reversed(value);
      case "unique" -> unique(Values.items(only(filter, value, arguments, named)));
      case "join" -> join(value, arguments, named);
      case "sort" -> ordered(Values.items(only(filter, value, arguments, named)));
      case "items" -> value instanceof Undefined ? List.of() : Values.pairs(Values.map(value));
      case "dictsort" -> sorted(Values.map(only(filter, value, arguments, named)));
      case "tojson" -> JsonText.of(value, JsonStyle.of(arguments, named));
      case "select" -> select(value, withoutAttribute(arguments), test -> test);
      case "reject" -> select(value, withoutAttribute(arguments), test -> !test);
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

  private static String characters(List<Object> arguments) {
    return argument(arguments, 0) == null ? null : Strings.string(arguments, 0);
  }

  /** A value that is given to a filter of which nothing but the name is known. */
  private static Object only(
      String filter, Object value, List<Object> arguments, Map<String, Object> named) {
    if (!arguments.isEmpty() || !named.isEmpty()) {
      throw new TemplateException("filter '" + filter + "' is known only without arguments here");
    }
    return value;
  }

  /** Words begin where the text does, and behind blanks, hyphens and opening brackets. */
  private static String titled(String text) {
    return WORD_START
        .splitAsStream(text)
        .filter(part -> !part.isEmpty())
        .map(Strings::capitalized)
        .collect(Collectors.joining());
  }

  private static Object whole(Object value, List<Object> arguments, Map<String, Object> named) {
    Object otherwise = named.getOrDefault("default", arguments.isEmpty() ? 0L : arguments.get(0));
    if (named.containsKey("base") || arguments.size() > 1) {
      throw new TemplateException("filter 'int' with a base is not known here");
    }
    if (value instanceof Boolean || value instanceof Long) {
      return Values.integer(value);
    }
    try {
      BigDecimal number = new BigDecimal(text(value).strip());
      return number.setScale(0, RoundingMode.DOWN).longValueExact();
    } catch (NumberFormatException e) {
      return otherwise;
    }
  }

  /** Texts that differ only in case are the same here. */
  private static List<Object> unique(List<Object> items) {
    Map<Object, Object> first = new LinkedHashMap<>();
    items.forEach(item -> first.putIfAbsent(caseless(item), item));
    return new ArrayList<>(first.values());
  }

  private static List<Object> sorted(Map<String, Object> map) {
    List<Object> pairs = Values.pairs(map);
    pairs.sort(Comparator.comparing(pair -> (String) caseless(((List<?>) pair).get(0))));
    return pairs;
  }

  private static List<Object> ordered(List<Object> items) {
    List<Object> ordered = new ArrayList<>(items);
    ordered.sort((a, b) -> Values.compare(caseless(a), caseless(b)));
    return ordered;
  }

  private static Object caseless(Object value) {
    return value instanceof String text ? text.toLowerCase(Locale.ROOT) : value;
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

  /** What is false has no items, whatever it is. */
  private static List<Object> itemsIfAny(Object value) {
    return Values.isTrue(value) ? Values.items(value) : List.of();
  }

  private static List<Object> withoutAttribute(List<Object> arguments) {
    List<Object> all = new ArrayList<>(arguments);
    all.add(0, null);
    return all;
  }

  private static List<Object> select(
      Object value, List<Object> arguments, Predicate<Boolean> wanted) {
    Object attribute = argument(arguments, 0);
    String test = argument(arguments, 1) == null ? null : Strings.string(arguments, 1);
    List<Object> rest = arguments.size() > 2 ? arguments.subList(2, arguments.size()) : List.of();
    return new ArrayList<>(
        itemsIfAny(value).stream()
            .filter(
                item -> {
                  Object found = attribute == null ? item : path(item, attribute);
                  return wanted.test(
                      test == null ? Values.isTrue(found) : Tests.holds(test, found, rest));
                })
            .toList());
  }

  private static List<Object> mapped(
      Object value, List<Object> arguments, Map<String, Object> named) {
    List<Object> mapped = new ArrayList<>();
    for (Object item : itemsIfAny(value)) {
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
