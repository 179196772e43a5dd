package io.plumbline.extractor.jinja;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

/** A list that Python has another type for, which is seen where it is printed. */
final class Sequence extends ArrayList<Object> {
  private static final long serialVersionUID = 1L;

  /** What it is in Python. */
  enum Kind {
    TUPLE("(", ")"),
    KEYS("dict_keys([", "])"),
    VALUES("dict_values([", "])"),
    ITEMS("dict_items([", "])");

    final String opening;
    final String closing;

    Kind(String opening, String closing) {
      this.opening = opening;
      this.closing = closing;
    }
  }

  private final Kind kind;

  Sequence(Kind kind, Collection<?> items) {
    super(items);
    this.kind = kind;
  }

  static Sequence tuple(List<?> items) {
    return new Sequence(Kind.TUPLE, items);
  }

  String opening() {
    return kind.opening;
  }

  /** A tuple of one is told from an expression in brackets by a comma. */
  String closing() {
    return (kind == Kind.TUPLE && size() == 1 ? "," : "") + kind.closing;
  }
}
