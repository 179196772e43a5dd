package io.plumbline.extractor.jinja;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Arguments of a call, as written. */
record Arguments(List<Expression> byPlace, Map<String, Expression> named) {
  static final Arguments NONE = new Arguments(List.of(), Map.of());

  static List<Object> values(List<Expression> expressions, Scope scope) {
    List<Object> values = new ArrayList<>();
    expressions.forEach(expression -> values.add(expression.value(scope)));
    return values;
  }

  static Map<String, Object> values(Map<String, Expression> expressions, Scope scope) {
    Map<String, Object> values = new LinkedHashMap<>();
    expressions.forEach((name, expression) -> values.put(name, expression.value(scope)));
    return values;
  }
}
