package io.plumbline.streamjobs.state;

import io.plumbline.schemas.record.BatchPosition;
import io.plumbline.streamjobs.linalg.BinaryCodec;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Counts the batches of one stream of a checkpoint, whatever order they arrive in, until all of
 * every shard have been seen. Completeness hangs on nothing else, no clock above all; but a stream
 * can be given up, and is waited for no longer then.
 */
public final class Tally {
  private final Map<Integer, Shard> shards = new TreeMap<>();
  private int expected = -1;
  private String givenUp;

  /** What a batch is to those before it. */
  public enum Verdict {
    NEW,
    DUPLICATE,
    /** It contradicts what was said of the stream before. */
    CONFLICT
  }

  /**
   * The place of a batch that is missing.
   *
   * @param last whether nothing is known of a later one in its shard
   */
  public record Gap(int shard, int index, boolean last) {}

  private static final class Shard {
    final BitSet seen = new BitSet();
    int size = -1;

    boolean complete() {
      return size >= 0 && seen.cardinality() == size;
    }
  }

  /** Of a stream of which no batch has come, but the number of shards is known. */
  public static Tally expecting(int shards) {
    Tally tally = new Tally();
    tally.expected = shards;
    return tally;
  }

  /**
   * Counts a batch, unless it is a duplicate or a contradiction. Of a stream that was given up, all
   * that still come are like duplicates.
   */
  public Verdict add(BatchPosition position) {
    int index = position.getIndex();
    if (givenUp != null) {
      return Verdict.DUPLICATE;
    }
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

  /** Whether all batches have been seen, or nobody waits for them. */
  public boolean complete() {
    return givenUp != null
        || (shards.size() == expected && shards.values().stream().allMatch(Shard::complete));
  }

  /** Whether a batch has been seen, or none is waited for. */
  public boolean begun() {
    return givenUp != null || !shards.isEmpty();
  }

  /** Whether some batches have been seen and others are waited for. */
  public boolean underWay() {
    return !shards.isEmpty() && !complete();
  }

  /** Waits no longer for batches that are missing, if there are any. */
  public void giveUp(String why) {
    if (!complete()) {
      givenUp = why;
    }
  }

  /** Why the stream was given up, if it was. */
  public Optional<String> givenUp() {
    return Optional.ofNullable(givenUp);
  }

  /**
   * What is missing, by shard and index: in each shard all before its last batch, and where that
   * has not been seen the one behind those seen. Of a stream without any batch it is the first.
   */
  public List<Gap> gaps() {
    List<Gap> gaps = new ArrayList<>();
    for (int number = 0; number < Math.max(expected, 1); number++) {
      Shard shard = shards.getOrDefault(number, new Shard());
      int end = shard.size >= 0 ? shard.size : shard.seen.length();
      for (int i = shard.seen.nextClearBit(0); i < end; i = shard.seen.nextClearBit(i + 1)) {
        gaps.add(new Gap(number, i, false));
      }
      if (shard.size < 0) {
        gaps.add(new Gap(number, end, true));
      }
    }
    return gaps;
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
    out.writeBoolean(givenUp != null);
    if (givenUp != null) {
      BinaryCodec.write(out, givenUp.getBytes(StandardCharsets.UTF_8));
    }
  }

  /**
   * Reads what {@link #write} wrote.
   *
   * @param layout 2, or 1 of builds that gave nothing up
   */
  public static Tally read(DataInput in, int layout) throws IOException {
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
    if (layout > 1 && in.readBoolean()) {
      tally.givenUp = new String(BinaryCodec.readBytes(in), StandardCharsets.UTF_8);
    }
    return tally;
  }
}
