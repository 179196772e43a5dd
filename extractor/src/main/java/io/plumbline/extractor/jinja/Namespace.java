package io.plumbline.extractor.jinja;

import java.util.Map;

/**
 * What {@code namespace()} makes: an object whose attributes can be set from inside a loop.
 *
 * @param attributes its attributes
 */
record Namespace(Map<String, Object> attributes) {}
