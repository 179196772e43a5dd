package io.plumbline.extractor.feedback;

import io.plumbline.schemas.record.Candidate;
import io.plumbline.schemas.record.FeedbackItem;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/** Collects the items of a file, and makes one of those that belong together. */
final class FileItems {
  private final Path file;
  private final BadRows bad;
  private final SortedMap<String, Integer> forms = new TreeMap<>();
  private final SortedSet<String> rewardColumns = new TreeSet<>();
  private final Map<String, List<FeedbackItem>> parts = new LinkedHashMap<>();
  private final Map<String, Integer> lines = new HashMap<>();

  FileItems(Path file) {
    this.file = file;
    this.bad = new BadRows(file);
  }

  BadRows bad() {
    return bad;
  }

  /** Takes the item that a form made of a row. */
  void add(FeedbackForm form, FeedbackItem item, FeedbackRow row) {
    lines.put(item.getItem(), row.line());
    forms.merge(form.title(), 1, Integer::sum);
    rewardColumns.addAll(form.rewardColumns(row));
    String key =
        form.together(row).map(shared -> "shared " + shared).orElse("item " + item.getItem());
    parts.computeIfAbsent(key, first -> new ArrayList<>()).add(item);
  }

  FileReading reading() {
    List<FeedbackItem> items = parts.values().stream().map(FileItems::join).toList();
    return new FileReading(file, forms, rewardColumns, items, lines, bad);
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
