package io.plumbline.extractor.worker;

import io.plumbline.extractor.kafka.TopicReader;
import io.plumbline.schemas.record.FeedbackItem;
import io.plumbline.schemas.topic.Topics;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/** Items of the datasets in use, read back from the feedback topic. */
final class FeedbackStore {
  /** A run has one dataset of feedback and one of corpus texts; two runs may be under way. */
  private static final int KEPT_DATASETS = 4;

  private final TopicReader topics;
  private final Map<String, SortedMap<Integer, FeedbackItem>> datasets =
      new LinkedHashMap<>(KEPT_DATASETS, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(
            Map.Entry<String, SortedMap<Integer, FeedbackItem>> eldest) {
          return size() > KEPT_DATASETS;
        }
      };

  FeedbackStore(TopicReader topics) {
    this.topics = topics;
  }

  /**
   * Some items of a loaded dataset, in order.
   *
   * @throws IllegalStateException if the topic does not hold them all
   */
  List<FeedbackItem> items(String dataset, int from, int to) {
    List<FeedbackItem> items = new ArrayList<>(datasets.get(dataset).subMap(from, to).values());
    if (items.size() != to - from) {
      datasets.remove(dataset);
      throw new IllegalStateException(
          "of items "
              + from
              + " to "
              + to
              + " of dataset "
              + dataset
              + " the feedback topic has "
              + items.size());
    }
    return items;
  }

  /**
   * The LEXICON item with an id.
   *
   * @throws IllegalStateException if the dataset has none
   */
  FeedbackItem lexicon(String dataset, String id) {
    return datasets.get(dataset).values().stream()
        .filter(item -> item.getItem().equals(id))
        .findFirst()
        .orElseThrow(
            () -> new IllegalStateException("dataset " + dataset + " has no lexicon " + id));
  }

  /**
   * Reads a dataset, unless it is here already.
   *
   * @throws io.plumbline.schemas.UserError if the broker does not answer
   */
  void load(String dataset) {
    if (datasets.containsKey(dataset)) {
      return;
    }
    SortedMap<Integer, FeedbackItem> items = new TreeMap<>();
    topics.forEach(
        Topics.FEEDBACK,
        FeedbackItem.class,
        key -> key.startsWith(dataset + "/"),
        (key, item, partition, offset) -> items.put(item.getIndex(), item));
    datasets.put(dataset, items);
  }
}
