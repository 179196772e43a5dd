package io.plumbline.extractor.jinja;

import java.util.ArrayList;
import java.util.List;

/**
 * Where values go: one name, an attribute of a namespace, or several names.
 *
 * @param names the names
 * @param attribute attribute of the first name, or null
 */
record Targets(List<String> names, String attribute) {

  static Targets read(TokenReader tokens, String until) {
    boolean bracketed = tokens.accept("(");
    List<String> names = new ArrayList<>(List.of(tokens.name()));
    String attribute = tokens.accept(".") ? tokens.name() : null;
    while (tokens.accept(",") && !tokens.peek().is(until)) {
      names.add(tokens.name());
    }
    if (bracketed) {
      tokens.expect(")");
    }
    return new Targets(names, attribute);
  }

  void assign(Scope scope, Object value) {
    if (attribute != null) {
      if (scope.get(names.get(0)) instanceof Namespace namespace) {
        namespace.attributes().put(attribute, value);
        return;
      }
      throw new TemplateException("'" + names.get(0) + "' is no namespace");
    }
    if (names.size() == 1) {
      scope.set(names.get(0), value);
      return;
    }
    List<Object> parts = Values.items(value);
    if (parts.size() != names.size()) {
      throw new TemplateException(
          "it takes " + parts.size() + " values for " + names.size() + " names");
    }
    for (int i = 0; i < parts.size(); i++) {
      scope.set(names.get(i), parts.get(i));
    }
  }
}
