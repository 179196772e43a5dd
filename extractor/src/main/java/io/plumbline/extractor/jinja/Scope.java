package io.plumbline.extractor.jinja;

import java.util.HashMap;
import java.util.Map;

/** Variables. What is set in a loop or macro is gone after it. */
final class Scope {
  private final Scope outer;
  private final Map<String, Object> variables;

  Scope(Scope outer, Map<String, Object> variables) {
    this.outer = outer;
    this.variables = variables;
  }

  Scope(Scope outer) {
    this(outer, new HashMap<>());
  }

  Object get(String name) {
    for (Scope scope = this; scope != null; scope = scope.outer) {
      if (scope.variables.containsKey(name)) {
        return scope.variables.get(name);
      }
    }
    return new Undefined("'" + name + "'");
  }

  void set(String name, Object value) {
    variables.put(name, value);
  }
}
