package io.plumbline.streamjobs.operator;

import io.plumbline.schemas.digest.DatasetDigest;
import io.plumbline.schemas.record.FeedbackDataset;
import io.plumbline.schemas.record.FeedbackItem;
import io.plumbline.schemas.topic.Keys;
import io.plumbline.streamjobs.state.RecordType;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.flink.api.common.state.BroadcastState;
import org.apache.flink.api.common.state.MapStateDescriptor;
import org.apache.flink.api.common.state.ReadOnlyBroadcastState;
import org.apache.flink.api.common.typeinfo.Types;

/** The stated feedback of all datasets as broadcast state. */
public final class FeedbackItems {
  /** Items by dataset/item. */
  public static final MapStateDescriptor<String, FeedbackItem> STATE =
      new MapStateDescriptor<>("feedback", Types.STRING, new RecordType<>(FeedbackItem.class));

  /** Number of items by dataset. */
  public static final MapStateDescriptor<String, Integer> COUNTS =
      new MapStateDescriptor<>("feedback-counts", Types.STRING, Types.INT);

  private FeedbackItems() {}

  /**
   * Takes an item in; the last one of a name holds.
   *
   * @return whether it is the first
   */
  static boolean add(
      BroadcastState<String, FeedbackItem> items,
      BroadcastState<String, Integer> counts,
      FeedbackItem item)
      throws Exception {
    String key = Keys.of(item.getDataset(), item.getItem());
    boolean first = !items.contains(key);
    if (first) {
      Integer count = counts.get(item.getDataset());
      counts.put(item.getDataset(), count == null ? 1 : count + 1);
    }
    items.put(key, item);
    return first;
  }

  /** Forgets a dataset. */
  static void forget(
      BroadcastState<String, FeedbackItem> items,
      BroadcastState<String, Integer> counts,
      String dataset)
      throws Exception {
    List<String> keys = new ArrayList<>();
    for (Map.Entry<String, FeedbackItem> entry : items.immutableEntries()) {
      if (entry.getValue().getDataset().equals(dataset)) {
        keys.add(entry.getKey());
      }
    }
    for (String key : keys) {
      items.remove(key);
    }
    counts.remove(dataset);
  }

  /** Whether all items of a dataset are there. */
  static boolean complete(ReadOnlyBroadcastState<String, Integer> counts, FeedbackDataset dataset)
      throws Exception {
    Integer count = counts.get(dataset.getId());
    return (count == null ? 0 : count) >= dataset.getItems();
  }

  /** Why items that are all there are not those that a run was started with, if so. */
  static Optional<String> problem(List<FeedbackItem> items, FeedbackDataset dataset) {
    String digest = DatasetDigest.of(items);
    return digest.equals(dataset.getDigest())
        ? Optional.empty()
        : Optional.of(
            "the feedback "
                + dataset.getId()
                + " is not what the run was started with: its digest is "
                + digest
                + " where the run names "
                + dataset.getDigest());
  }

  /** All items of a dataset, in no particular order. */
  static List<FeedbackItem> of(
      ReadOnlyBroadcastState<String, FeedbackItem> items, FeedbackDataset dataset)
      throws Exception {
    List<FeedbackItem> found = new ArrayList<>();
    for (Map.Entry<String, FeedbackItem> entry : items.immutableEntries()) {
      if (entry.getValue().getDataset().equals(dataset.getId())) {
        found.add(entry.getValue());
      }
    }
    return found;
  }
}
