package io.plumbline.streamjobs.operator.evidence;

import io.plumbline.schemas.record.FeedbackItem;
import io.plumbline.schemas.record.ItemForm;
import io.plumbline.schemas.record.Measure;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/** What prompts are tagged with. */
final class PromptTags {
  private final Map<String, Set<String>> tags = new HashMap<>();
  private final Map<String, Integer> counts = new TreeMap<>();

  /**
   * @param items a dataset
   */
  PromptTags(Collection<FeedbackItem> items) {
    for (FeedbackItem item : items) {
      if (item.getForm() != ItemForm.LEXICON) {
        Set<String> ofPrompt =
            tags.computeIfAbsent(StatedFeedback.promptOf(item), prompt -> new TreeSet<>());
        item.getTags().forEach(tag -> ofPrompt.add(tag.getName() + "=" + tag.getValue()));
      }
    }
    tags.values().forEach(set -> set.forEach(tag -> counts.merge(tag, 1, Integer::sum)));
  }

  /** Tags that more than half of some prompts have, but not more than half of all. */
  List<Measure> typicalOf(List<String> prompts) {
    Map<String, Integer> here = new TreeMap<>();
    for (String prompt : prompts) {
      tags.getOrDefault(prompt, Set.of()).forEach(tag -> here.merge(tag, 1, Integer::sum));
    }
    return here.entrySet().stream()
        .filter(tag -> 2 * tag.getValue() > prompts.size())
        .filter(tag -> 2 * counts.get(tag.getKey()) <= tags.size())
        .map(tag -> new Measure(tag.getKey(), (double) tag.getValue() / prompts.size()))
        .toList();
  }
}
