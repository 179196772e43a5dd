package io.plumbline.extractor.capture;

import java.util.ArrayList;
import java.util.List;

/** Cuts a dataset into shards. */
public final class ShardCut {
  /** Keeps what a worker holds at once, and one transaction, to a fraction of a gigabyte. */
  private static final long MAX_BYTES = 64L << 20;

  private ShardCut() {}

  /**
   * Items of one shard.
   *
   * @param from first item, inclusive
   * @param to last item, exclusive
   */
  public record Range(int from, int to) {}

  /**
   * Cuts where a shard has enough items or its results enough bytes.
   *
   * @param itemBytes bytes of each item's results
   * @param maxItems most items of a shard
   */
  public static List<Range> of(List<Long> itemBytes, int maxItems) {
    List<Range> shards = new ArrayList<>();
    int from = 0;
    long bytes = 0;
    for (int i = 0; i < itemBytes.size(); i++) {
      boolean full = i - from == maxItems || bytes + itemBytes.get(i) > MAX_BYTES;
      if (i > from && full) {
        shards.add(new Range(from, i));
        from = i;
        bytes = 0;
      }
      bytes += itemBytes.get(i);
    }
    shards.add(new Range(from, itemBytes.size()));
    return shards;
  }
}
