package io.plumbline.extractor.feedback;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.json.JsonReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.plumbline.schemas.UserError;
import java.nio.file.Path;
import java.util.regex.Pattern;

/** Rows of a file with one JSON object per line, plain or gzipped. */
final class JsonRows {
  private static final JsonMapper JSON =
      JsonMapper.builder()
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          // Python writes NaN and Infinity, which may stand in a field that nothing reads.
          .enable(JsonReadFeature.ALLOW_NON_NUMERIC_NUMBERS)
          .build();

  /** What the parser says to programmers. */
  private static final Pattern ASIDE =
      Pattern.compile(
          " \\((start marker|consider).*|: enable `.*|, from `[^`]*`"
              + "| \\((of type|bound as) [^)]*\\)|: not allowed as per .*");

  private final Path file;
  private final RowVisitor visitor;
  private boolean begun;

  private JsonRows(Path file, RowVisitor visitor) {
    this.file = file;
    this.visitor = visitor;
  }

  /**
   * Reads a whole file; blank lines are no rows.
   *
   * @throws UserError if it is missing, not UTF-8, or cannot be unpacked, or if its objects do not
   *     have a line each
   */
  static void forEach(Path file, RowVisitor visitor) {
    JsonRows rows = new JsonRows(file, visitor);
    TextLines.forEach(file, rows::line);
  }

  private void line(int number, String line) {
    if (line.isBlank()) {
      return;
    }
    if (!begun) {
      begun = true;
      refuseOtherLayouts(line.strip());
    }
    JsonNode fields;
    try {
      fields = JSON.readTree(line);
    } catch (JsonProcessingException e) {
      String reason = ASIDE.matcher(e.getOriginalMessage()).replaceAll("");
      visitor.unreadable(number, "is not JSON: " + reason);
      return;
    }
    // Only an escape can write one surrogate without the other.
    boolean halved = line.contains("\\u") && !UTF_8.newEncoder().canEncode(fields.toString());
    if (!fields.isObject()) {
      visitor.unreadable(number, "is not a JSON object");
    } else if (halved) {
      visitor.unreadable(number, "has an escape \\uD800 to \\uDFFF for half of a character");
    } else {
      visitor.row(number, fields);
    }
  }

  private void refuseOtherLayouts(String first) {
    if (first.startsWith("[")) {
      throw new UserError(
          file + " is one JSON array; it needs one JSON object per line: jq -c '.[]' " + file);
    }
    if (first.equals("{")) {
      throw new UserError(
          file + " has objects of several lines; it needs one per line: jq -c . " + file);
    }
  }
}
