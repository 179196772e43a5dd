package io.plumbline.extractor.feedback;

import io.plumbline.schemas.record.FeedbackItem;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.SortedSet;

/**
 * What a file of feedback held.
 *
 * @param file the file
 * @param forms number of usable rows by the title of their form
 * @param rewardColumns columns of a trainer's completions whose sum is the reward
 * @param items the items, in order, without dataset and index
 * @param lines number of the row that an item begins with, by the item's id
 * @param bad rows that cannot be used
 */
public record FileReading(
    Path file,
    SortedMap<String, Integer> forms,
    SortedSet<String> rewardColumns,
    List<FeedbackItem> items,
    Map<String, Integer> lines,
    BadRows bad) {

  public FileReading {
    items = List.copyOf(items);
    lines = Map.copyOf(lines);
  }

  /** Number of rows, blank lines aside. */
  public int rows() {
    return forms.values().stream().mapToInt(Integer::intValue).sum() + bad.rows().size();
  }
}
