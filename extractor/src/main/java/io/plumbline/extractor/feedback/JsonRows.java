package io.plumbline.extractor.feedback;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.nio.file.Path;

/** Rows of a file with one JSON object per line, plain or gzipped. */
final class JsonRows {
  private static final JsonMapper JSON =
      JsonMapper.builder().enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS).build();

  private JsonRows() {}

  /**
   * Reads a whole file; blank lines are no rows.
   *
   * @throws io.plumbline.schemas.UserError if it is missing, not UTF-8, or cannot be unpacked
   */
  static void forEach(Path file, RowVisitor visitor) {
    TextLines.forEach(
        file,
        (number, line) -> {
          if (!line.isBlank()) {
            visit(number, line, visitor);
          }
        });
  }

  private static void visit(int number, String line, RowVisitor visitor) {
    JsonNode fields;
    try {
      fields = JSON.readTree(line);
    } catch (JsonProcessingException e) {
      visitor.unreadable(number, "is not JSON: " + e.getOriginalMessage());
      return;
    }
    // Only an escape can write one surrogate without the other.
    if (line.contains("\\u") && !UTF_8.newEncoder().canEncode(fields.toString())) {
      visitor.unreadable(number, "has an escape \\uD800 to \\uDFFF for half of a character");
    } else if (fields.isObject()) {
      visitor.row(number, fields);
    } else {
      visitor.unreadable(number, "is not a JSON object");
    }
  }
}
