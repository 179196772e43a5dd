package io.plumbline.extractor.jinja;

import java.util.List;
import java.util.Map;

/**
 * A piece of template that can be called.
 *
 * @param parameters names with their defaults, in order
 * @param home where it was defined
 */
record Macro(String name, Map<String, Expression> parameters, List<Node> body, Scope home)
    implements Callable {

  @Override
  public Object call(List<Object> arguments, Map<String, Object> named) {
    if (arguments.size() > parameters.size() || !parameters.keySet().containsAll(named.keySet())) {
      throw new TemplateException("macro " + name + " takes only " + parameters.keySet());
    }
    Scope inner = new Scope(home);
    int place = 0;
    for (Map.Entry<String, Expression> parameter : parameters.entrySet()) {
      String parameterName = parameter.getKey();
      Object value;
      if (place < arguments.size()) {
        value = arguments.get(place);
      } else if (named.containsKey(parameterName)) {
        value = named.get(parameterName);
      } else {
        value = parameter.getValue().value(inner);
      }
      inner.set(parameterName, value);
      place++;
    }
    StringBuilder out = new StringBuilder();
    Node.renderAll(body, inner, out);
    return out.toString();
  }
}
