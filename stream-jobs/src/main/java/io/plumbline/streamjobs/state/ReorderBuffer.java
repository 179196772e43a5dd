package io.plumbline.streamjobs.state;

import io.plumbline.schemas.record.BatchPosition;
import java.util.function.Function;
import org.apache.flink.api.common.state.MapState;
import org.apache.flink.api.common.state.ValueState;

/**
 * Hands the batches of one stream over in canonical order, each once, whatever order they arrive
 * in. A view of the current key's state; what waits is held there.
 */
public final class ReorderBuffer<T> {
  private final MapState<Long, T> waiting;
  private final ValueState<Long> next;
  private final Function<T, BatchPosition> position;

  /** Takes a batch that is due. */
  public interface Consumer<T> {
    void accept(T batch) throws Exception;
  }

  /**
   * @param waiting batches by place ({@link BatchPlace})
   * @param next place of the batch that is due; none means the first
   */
  public ReorderBuffer(
      MapState<Long, T> waiting, ValueState<Long> next, Function<T, BatchPosition> position) {
    this.waiting = waiting;
    this.next = next;
    this.position = position;
  }

  /**
   * Takes a batch in.
   *
   * @return false if it had been taken in before
   */
  public boolean add(T batch) throws Exception {
    long place = BatchPlace.of(position.apply(batch));
    if (place < due() || waiting.contains(place)) {
      return false;
    }
    waiting.put(place, batch);
    return true;
  }

  /** Hands over what is due, until a batch is missing. */
  public void drain(Consumer<T> consumer) throws Exception {
    long place = due();
    T batch = waiting.get(place);
    while (batch != null) {
      waiting.remove(place);
      place = BatchPlace.after(position.apply(batch));
      next.update(place);
      consumer.accept(batch);
      batch = waiting.get(place);
    }
  }

  /** Number of shards that have been handed over whole. */
  public int shardsDone() throws Exception {
    return BatchPlace.shard(due());
  }

  private long due() throws Exception {
    Long place = next.value();
    return place == null ? BatchPlace.FIRST : place;
  }
}
