package io.plumbline.extractor.jinja;

import java.util.ArrayList;
import java.util.List;

/**
 * A loop over items.
 *
 * @param filter which items; null for all
 * @param otherwise rendered if there are none
 */
record ForLoop(
    Targets targets, Expression items, Expression filter, List<Node> body, List<Node> otherwise)
    implements Node {

  @Override
  public Flow render(Scope scope, StringBuilder out) {
    List<Object> chosen = chosen(scope);
    if (chosen.isEmpty()) {
      return Node.renderAll(otherwise, new Scope(scope), out);
    }
    for (int i = 0; i < chosen.size(); i++) {
      Scope inner = new Scope(scope);
      inner.set("loop", new Loop(chosen, i));
      targets.assign(inner, chosen.get(i));
      if (Node.renderAll(body, inner, out) == Flow.BREAK) {
        break;
      }
    }
    return Flow.NEXT;
  }

  private List<Object> chosen(Scope scope) {
    List<Object> all = Values.items(items.value(scope));
    if (filter == null) {
      return all;
    }
    List<Object> chosen = new ArrayList<>();
    for (Object item : all) {
      Scope inner = new Scope(scope);
      targets.assign(inner, item);
      if (Values.isTrue(filter.value(inner))) {
        chosen.add(item);
      }
    }
    return chosen;
  }
}
