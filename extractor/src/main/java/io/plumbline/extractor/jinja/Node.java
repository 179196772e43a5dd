package io.plumbline.extractor.jinja;

import java.util.List;

/** Something that is rendered. */
@FunctionalInterface
interface Node {
  /** How a loop goes on. */
  enum Flow {
    NEXT,
    BREAK,
    CONTINUE
  }

  Flow render(Scope scope, StringBuilder out);

  static Flow renderAll(List<Node> nodes, Scope scope, StringBuilder out) {
    for (Node node : nodes) {
      Flow flow = node.render(scope, out);
      if (flow != Flow.NEXT) {
        return flow;
      }
    }
    return Flow.NEXT;
  }
}
