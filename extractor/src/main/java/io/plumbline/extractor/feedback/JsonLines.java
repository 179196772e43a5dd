package io.plumbline.extractor.feedback;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.plumbline.schemas.UserError;
import io.plumbline.schemas.record.FeedbackItem;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** Reads files of one JSON object per line, plain or gzipped, in any of the given forms. */
final class JsonLines {
  private static final JsonMapper JSON =
      JsonMapper.builder().enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS).build();

  /** Forms that other versions read, to be recognised and refused by name. */
  private static final Map<String, Set<String>> UNSUPPORTED =
      Map.of(
          "pairs", Set.of("chosen", "rejected"),
          "scored texts", Set.of("completion", "reward"),
          "groups", Set.of("completions", "rewards"));

  private final List<FeedbackForm> forms;
  private final Map<String, String> placeOfId = new HashMap<>();

  JsonLines(List<FeedbackForm> forms) {
    this.forms = List.copyOf(forms);
  }

  /**
   * Reads files one after the other.
   *
   * @throws UserError if a file is missing, empty or has rows that cannot be used
   */
  List<FeedbackItem> read(List<Path> files) {
    List<FeedbackItem> items = new ArrayList<>();
    for (Path file : files) {
      String idPrefix = files.size() == 1 ? "" : stem(file) + ":";
      items.addAll(read(file, idPrefix));
    }
    return items;
  }

  private List<FeedbackItem> read(Path file, String idPrefix) {
    List<FeedbackItem> items = new ArrayList<>();
    BadRows bad = new BadRows(file);
    TextLines.forEach(
        file,
        (number, line) -> {
          if (line.isBlank()) {
            return;
          }
          try {
            items.add(item(new FeedbackRow(fields(line), number), file, idPrefix));
          } catch (RowException e) {
            bad.add(number, e.getMessage());
          }
        });
    bad.refuseAny();
    if (items.isEmpty()) {
      throw new UserError(file + " has no rows; it needs one JSON object per line");
    }
    return items;
  }

  private FeedbackItem item(FeedbackRow row, Path file, String idPrefix) throws RowException {
    FeedbackForm form = form(row);
    String id = row.id(idPrefix + row.line());
    String place = file + ":" + row.line();
    FeedbackItem item = form.parse(row, id);
    String before = placeOfId.putIfAbsent(id, place);
    if (before != null) {
      throw new RowException("has the id '" + id + "', as " + before + " has already");
    }
    return item;
  }

  private static JsonNode fields(String line) throws RowException {
    try {
      JsonNode fields = JSON.readTree(line);
      if (fields.isObject()) {
        return fields;
      }
      throw new RowException("is not a JSON object");
    } catch (JsonProcessingException e) {
      throw new RowException("is not JSON: " + e.getOriginalMessage());
    }
  }

  private FeedbackForm form(FeedbackRow row) throws RowException {
    for (FeedbackForm form : forms) {
      if (form.marks().stream().allMatch(row::has)) {
        return form;
      }
    }
    for (Map.Entry<String, Set<String>> other : UNSUPPORTED.entrySet()) {
      if (other.getValue().stream().allMatch(row::has)) {
        throw new RowException("is of the form " + other.getKey() + ", which is not read here");
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
                .collect(Collectors.joining(" and ")));
  }

  private static String stem(Path file) {
    String name = file.getFileName().toString();
    int dot = name.indexOf('.');
    return dot <= 0 ? name : name.substring(0, dot);
  }
}
