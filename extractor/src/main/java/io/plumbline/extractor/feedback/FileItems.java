package io.plumbline.extractor.feedback;

import io.plumbline.schemas.record.Candidate;
import io.plumbline.schemas.record.FeedbackItem;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/** Collects the items of a file, and makes one of those that belong together. */
final class FileItems {
  private final Path file;
  private final BadRows bad;
  private final SortedMap<String, Integer> forms = new TreeMap<>();
  private final Map<String, List<FeedbackItem>> parts = new LinkedHashMap<>();
  private final Map<String, Integer> lines = new HashMap<>();

  FileItems(Path file) {
    this.file = file;
    this.bad = new BadRows(file);
  }

  BadRows bad() {
    return bad;
  }

  /**
   * Takes the item of a row.
   *
   * @param line number of the row, from 1
   * @param together what rows have in common that make one item; nothing if each makes one
   */
  void add(String form, FeedbackItem item, int line, Optional<String> together) {
    lines.put(item.getItem(), line);
    forms.merge(form, 1, Integer::sum);
    String key = together.map(shared -> "shared " + shared).orElse("item " + item.getItem());
    parts.computeIfAbsent(key, first -> new ArrayList<>()).add(item);
  }

  FileReading reading() {
    List<FeedbackItem> items = parts.values().stream().map(FileItems::join).toList();
    return new FileReading(file, forms, items, lines, bad);
  }

  /** The first item with the candidates of all, and the tags that all have. */
  private static FeedbackItem join(List<FeedbackItem> items) {
    FeedbackItem first = items.get(0);
    if (items.size() == 1) {
      return first;
    }
    List<Candidate> candidates =
        items.stream().flatMap(item -> item.getCandidates().stream()).toList();
    return FeedbackItem.newBuilder(first)
        .setCandidates(candidates)
        .setTags(
            first.getTags().stream()
                .filter(tag -> items.stream().allMatch(item -> item.getTags().contains(tag)))
                .toList())
        .build();
  }
}
