package io.plumbline.extractor.jinja;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Functions that every template can call. There is none that tells the time: a text that depends on
 * the day it is rendered would make results do so too, and templates that ask whether there is one
 * have a fixed date to fall back on.
 */
final class Globals {
  static final Map<String, Object> ALL =
      Map.of(
          "raise_exception", (Callable) (arguments, named) -> raise(arguments),
          "namespace", (Callable) (arguments, named) -> new Namespace(merged(arguments, named)),
          "dict", (Callable) (arguments, named) -> merged(arguments, named),
          "range", (Callable) (arguments, named) -> range(arguments));

  private Globals() {}

  private static Object raise(List<Object> arguments) {
    throw new TemplateException(arguments.isEmpty() ? "it" : Values.text(arguments.get(0)));
  }

  private static Map<String, Object> merged(List<Object> arguments, Map<String, Object> named) {
    Map<String, Object> map = new LinkedHashMap<>();
    for (Object argument : arguments) {
      map.putAll(Values.map(argument));
    }
    map.putAll(named);
    return map;
  }

  private static List<Object> range(List<Object> arguments) {
    long from = arguments.size() < 2 ? 0 : Values.integer(arguments.get(0));
    long to = Values.integer(arguments.get(arguments.size() < 2 ? 0 : 1));
    long step = arguments.size() < 3 ? 1 : Values.integer(arguments.get(2));
    if (step == 0 || Math.abs(to - from) > 100_000) {
      throw new TemplateException("a range from " + from + " to " + to + " is not possible");
    }
    List<Object> numbers = new ArrayList<>();
    for (long i = from; step > 0 ? i < to : i > to; i += step) {
      numbers.add(i);
    }
    return numbers;
  }
}
