package io.plumbline.extractor.feedback;

import com.fasterxml.jackson.databind.JsonNode;
import io.plumbline.schemas.UserError;
import io.plumbline.schemas.record.FeedbackItem;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** Reads files of feedback, JSON lines or Parquet, whose rows are in any of the given forms. */
final class FeedbackReader {
  private final List<FeedbackForm> forms;
  private final Map<String, String> placeOfId = new HashMap<>();

  /**
   * Makes a reader.
   *
   * @param forms a row is of the first whose marks it has
   */
  FeedbackReader(List<FeedbackForm> forms) {
    this.forms = List.copyOf(forms);
  }

  /**
   * Reads files one after the other.
   *
   * @throws UserError if a file is missing or empty, or cannot be read as a whole
   */
  List<FileReading> read(List<Path> files) {
    List<String> prefixes = IdPrefixes.of(files);
    List<FileReading> readings = new ArrayList<>();
    for (int i = 0; i < files.size(); i++) {
      readings.add(read(files.get(i), prefixes.get(i)));
    }
    return readings;
  }

  private FileReading read(Path file, String idPrefix) {
    FileItems items = new FileItems(file);
    RowVisitor visitor =
        new RowVisitor() {
          @Override
          public void row(int number, JsonNode fields) {
            try {
              take(new FeedbackRow(fields, number), file, idPrefix, items);
            } catch (RowException e) {
              items.bad().add(number, e.getMessage());
            }
          }

          @Override
          public void unreadable(int number, String reason) {
            items.bad().add(number, reason);
          }
        };
    boolean parquet = ParquetRows.isParquet(file);
    if (parquet) {
      ParquetRows.forEach(file, visitor);
    } else {
      JsonRows.forEach(file, visitor);
    }
    FileReading reading = items.reading();
    if (reading.rows() == 0) {
      throw new UserError(
          file + " has no rows" + (parquet ? "" : "; it needs one JSON object per line"));
    }
    return reading;
  }

  private void take(FeedbackRow row, Path file, String idPrefix, FileItems items)
      throws RowException {
    FeedbackForm form = form(row);
    String id = row.id(idPrefix + row.line());
    FeedbackItem item = form.parse(row, id);
    String place = file + ":" + row.line();
    String before = placeOfId.putIfAbsent(id, place);
    if (before != null) {
      throw new RowException("has the id '" + id + "', as " + before + " has already");
    }
    items.add(form, item, row);
  }

  private FeedbackForm form(FeedbackRow row) throws RowException {
    for (FeedbackForm form : forms) {
      if (form.marks().stream().allMatch(row::has)) {
        return form;
      }
    }
    throw new RowException(
        "is of no known form; known are "
            + forms.stream()
                .map(
                    form ->
                        form.title()
                            + " ("
                            + form.marks().stream().sorted().collect(Collectors.joining(", "))
                            + ")")
                .collect(Collectors.joining(", "))
            + "; its fields are "
            + (row.names().isEmpty() ? "none" : String.join(", ", row.names()) + ": rename them"));
  }
}
