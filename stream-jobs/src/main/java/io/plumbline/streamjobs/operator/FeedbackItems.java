package io.plumbline.streamjobs.operator;

import io.plumbline.schemas.record.FeedbackDataset;
import io.plumbline.schemas.record.FeedbackItem;
import io.plumbline.schemas.topic.Keys;
import io.plumbline.streamjobs.state.RecordType;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
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

  static void add(
      BroadcastState<String, FeedbackItem> items,
      BroadcastState<String, Integer> counts,
      FeedbackItem item)
      throws Exception {
    String key = Keys.of(item.getDataset(), item.getItem());
    if (!items.contains(key)) {
      Integer count = counts.get(item.getDataset());
      counts.put(item.getDataset(), count == null ? 1 : count + 1);
    }
    items.put(key, item);
  }

  /** Whether all items of a dataset are there. */
  static boolean complete(ReadOnlyBroadcastState<String, Integer> counts, FeedbackDataset dataset)
      throws Exception {
    Integer count = counts.get(dataset.getId());
    return (count == null ? 0 : count) >= dataset.getItems();
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
