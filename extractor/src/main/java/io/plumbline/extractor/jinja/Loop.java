package io.plumbline.extractor.jinja;

import java.util.List;

/**
 * What {@code loop} means in a loop.
 *
 * @param items all items
 * @param index0 place of the current one, from 0
 */
record Loop(List<Object> items, int index0) {
  Object attribute(String name) {
    return switch (name) {
      case "index" -> index0 + 1L;
      case "index0" -> (long) index0;
      case "revindex" -> (long) items.size() - index0;
      case "revindex0" -> items.size() - index0 - 1L;
      case "first" -> index0 == 0;
      case "last" -> index0 == items.size() - 1;
      case "length" -> (long) items.size();
      case "previtem" -> item(index0 - 1, name);
      case "nextitem" -> item(index0 + 1, name);
      case "cycle" ->
          (Callable) (arguments, named) -> arguments.get(index0 % Math.max(1, arguments.size()));
      default -> throw new TemplateException("loop." + name + " is not known here");
    };
  }

  private Object item(int index, String name) {
    return index >= 0 && index < items.size()
        ? items.get(index)
        : new Undefined("'loop." + name + "'");
  }
}
