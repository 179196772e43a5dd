package io.plumbline.streamjobs.state;

import io.plumbline.schemas.record.BatchPosition;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Counts the batches of one stream of a checkpoint, whatever order they arrive in, until all of
 * every shard have been seen. Completeness hangs on nothing else, no clock above all.
 */
public final class Tally {
  private final Map<Integer, Shard> shards = new TreeMap<>();
  private int expected = -1;

  /** What a batch is to those before it. */
  public enum Verdict {
    NEW,
    DUPLICATE,
    /** It contradicts what was said of the stream before. */
    CONFLICT
  }

  private static final class Shard {
    final BitSet seen = new BitSet();
    int size = -1;

    boolean complete() {
      return size >= 0 && seen.cardinality() == size;
    }
  }

  /** Counts a batch, unless it is a duplicate or a contradiction. */
  public Verdict add(BatchPosition position) {
    int index = position.getIndex();
    if (expected >= 0 && expected != position.getShards()) {
      return Verdict.CONFLICT;
    }
    Shard shard = shards.get(position.getShard());
    if (shard != null) {
      if (shard.seen.get(index)) {
        return Verdict.DUPLICATE;
      }
      boolean beyondLast = shard.size >= 0 && (index >= shard.size || position.getLast());
      boolean lastTooSoon = position.getLast() && shard.seen.length() > index;
      if (beyondLast || lastTooSoon) {
        return Verdict.CONFLICT;
      }
    }
    expected = position.getShards();
    Shard counted = shards.computeIfAbsent(position.getShard(), number -> new Shard());
    counted.seen.set(index);
    if (position.getLast()) {
      counted.size = index + 1;
    }
    return Verdict.NEW;
  }

  /** Whether all batches have been seen. */
  public boolean complete() {
    return shards.size() == expected && shards.values().stream().allMatch(Shard::complete);
  }

  /** Places ({@link BatchPlace}) of all batches seen, in canonical order. */
  public List<Long> places() {
    List<Long> places = new ArrayList<>();
    shards.forEach(
        (number, shard) ->
            shard.seen.stream().forEach(index -> places.add(BatchPlace.of(number, index))));
    return places;
  }

  /** Writes what {@link #read} needs to go on counting. */
  public void write(DataOutput out) throws IOException {
    out.writeInt(expected);
    out.writeInt(shards.size());
    for (Map.Entry<Integer, Shard> entry : shards.entrySet()) {
      out.writeInt(entry.getKey());
      out.writeInt(entry.getValue().size);
      byte[] seen = entry.getValue().seen.toByteArray();
      out.writeInt(seen.length);
      out.write(seen);
    }
  }

  /** Reads what {@link #write} wrote. */
  public static Tally read(DataInput in) throws IOException {
    Tally tally = new Tally();
    tally.expected = in.readInt();
    int count = in.readInt();
    for (int i = 0; i < count; i++) {
      int number = in.readInt();
      Shard shard = new Shard();
      shard.size = in.readInt();
      byte[] seen = new byte[in.readInt()];
      in.readFully(seen);
      shard.seen.or(BitSet.valueOf(seen));
      tally.shards.put(number, shard);
    }
    return tally;
  }
}
