package io.plumbline.extractor.feedback;

import com.fasterxml.jackson.databind.JsonNode;
import io.plumbline.schemas.record.Tag;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** Fields of one row, by the type that is expected of them. */
final class FeedbackRow {
  /** Longer texts are content rather than labels. */
  private static final int MAX_TAG_LENGTH = 100;

  private final JsonNode fields;
  private final int line;

  FeedbackRow(JsonNode fields, int line) {
    this.fields = fields;
    this.line = line;
  }

  int line() {
    return line;
  }

  boolean has(String field) {
    return fields.hasNonNull(field);
  }

  /** A field as it stands, or null if it is missing. */
  JsonNode json(String field) {
    return has(field) ? fields.get(field) : null;
  }

  /** Names of the fields that are not null, in the order of the row. */
  List<String> names() {
    return fields.properties().stream().map(Map.Entry::getKey).filter(this::has).toList();
  }

  /** Names of the fields that hold a number, in the order of the row. */
  List<String> numbers() {
    return fields.properties().stream()
        .filter(field -> field.getValue().isNumber())
        .map(Map.Entry::getKey)
        .toList();
  }

  /** A list, which may be empty. */
  List<JsonNode> list(String field) throws RowException {
    JsonNode value = fields.get(field);
    if (value == null || !value.isArray()) {
      throw new RowException("field '" + field + "' is not a list");
    }
    List<JsonNode> elements = new ArrayList<>();
    value.forEach(elements::add);
    return elements;
  }

  /** A text that is not blank. */
  String text(String field) throws RowException {
    JsonNode value = fields.get(field);
    if (value == null || value.isNull()) {
      throw new RowException("has no field '" + field + "'");
    }
    if (!value.isTextual() || value.asText().isBlank()) {
      throw new RowException("field '" + field + "' is not a text");
    }
    return value.asText();
  }

  /** A text that is not blank, or the default if the field is missing. */
  String text(String field, String otherwise) throws RowException {
    return has(field) ? text(field) : otherwise;
  }

  /** A finite number, or null if the field is missing. */
  Double number(String field) throws RowException {
    if (!has(field)) {
      return null;
    }
    JsonNode value = fields.get(field);
    if (!value.isNumber() || !Double.isFinite(value.asDouble())) {
      throw new RowException(
          "field '" + field + "' is not a number" + (value.isTextual() ? " but a text" : ""));
    }
    return value.asDouble();
  }

  /** The field {@code id} as a text, or the default if it is missing. */
  String id(String otherwise) throws RowException {
    JsonNode value = fields.get("id");
    if (value == null || value.isNull()) {
      return otherwise;
    }
    if (value.isIntegralNumber()) {
      return value.asText();
    }
    if (value.isNumber()) {
      throw new RowException("field 'id' is neither a text nor a whole number");
    }
    return text("id");
  }

  /** All other fields that hold a short text, sorted by name. */
  List<Tag> tags(Set<String> known) {
    Map<String, String> labels = new TreeMap<>();
    for (Map.Entry<String, JsonNode> field : fields.properties()) {
      JsonNode value = field.getValue();
      boolean isLabel =
          value.isTextual()
              && !value.asText().isBlank()
              && value.asText().length() <= MAX_TAG_LENGTH
              && !known.contains(field.getKey());
      if (isLabel) {
        labels.put(field.getKey(), value.asText());
      }
    }
    List<Tag> tags = new ArrayList<>();
    labels.forEach((name, value) -> tags.add(new Tag(name, value)));
    return tags;
  }
}
