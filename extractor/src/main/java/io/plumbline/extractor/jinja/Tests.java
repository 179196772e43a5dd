package io.plumbline.extractor.jinja;

import java.util.Collection;
import java.util.List;
import java.util.Map;

/** What can stand behind {@code is}. */
final class Tests {
  private Tests() {}

  static boolean holds(String test, Object value, List<Object> arguments) {
    return switch (test) {
      case "defined" -> !(value instanceof Undefined);
      case "undefined" -> value instanceof Undefined;
      case "none" -> value == null;
      case "string" -> value instanceof String || value instanceof Markup;
      case "mapping" -> value instanceof Map<?, ?>;
      case "sequence", "iterable" ->
          value instanceof String
              || value instanceof Markup
              || value instanceof Collection<?>
              || value instanceof Map<?, ?>
              || value instanceof Undefined;
      case "number" -> value instanceof Number || value instanceof Boolean;
      case "integer" -> value instanceof Long;
      case "float" -> value instanceof Double;
      case "boolean" -> value instanceof Boolean;
      case "true" -> Boolean.TRUE.equals(value);
      case "false" -> Boolean.FALSE.equals(value);
      case "callable" -> value instanceof Callable || value instanceof Undefined;
      case "odd" -> Math.floorMod(Values.integer(value), 2) == 1;
      case "even" -> Math.floorMod(Values.integer(value), 2) == 0;
      case "divisibleby" -> Math.floorMod(Values.integer(value), divisor(arguments)) == 0;
      case "lower" -> Strings.isCased(Values.text(value), false);
      case "upper" -> Strings.isCased(Values.text(value), true);
      case "equalto", "eq", "==" -> Values.equal(value, argument(test, arguments));
      case "ne", "!=" -> !Values.equal(value, argument(test, arguments));
      case "gt", "greaterthan", ">" -> Values.compare(value, argument(test, arguments)) > 0;
      case "ge", ">=" -> Values.compare(value, argument(test, arguments)) >= 0;
      case "lt", "lessthan", "<" -> Values.compare(value, argument(test, arguments)) < 0;
      case "le", "<=" -> Values.compare(value, argument(test, arguments)) <= 0;
      case "in" -> Values.contains(argument(test, arguments), value);
      default -> throw new TemplateException("test '" + test + "' is not known here");
    };
  }

  private static long divisor(List<Object> arguments) {
    return (long) Operators.apply("+", 0L, argument("divisibleby", arguments));
  }

  private static Object argument(String test, List<Object> arguments) {
    if (arguments.isEmpty()) {
      throw new TemplateException("test '" + test + "' needs an argument");
    }
    return arguments.get(0);
  }
}
