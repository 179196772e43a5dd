package io.plumbline.extractor.jinja;

/** Something that has a value. */
@FunctionalInterface
interface Expression {
  Object value(Scope scope);
}
