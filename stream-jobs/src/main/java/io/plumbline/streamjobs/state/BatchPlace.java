package io.plumbline.streamjobs.state;

import io.plumbline.schemas.record.BatchPosition;

/**
 * Place of a batch within its stream, as one number whose order is the canonical one: by shard,
 * then by index.
 */
public final class BatchPlace {
  /** The place where every stream begins. */
  public static final long FIRST = of(0, 0);

  private BatchPlace() {}

  public static long of(int shard, int index) {
    return ((long) shard << Integer.SIZE) | index;
  }

  public static long of(BatchPosition position) {
    return of(position.getShard(), position.getIndex());
  }

  public static int shard(long place) {
    return (int) (place >>> Integer.SIZE);
  }

  public static int index(long place) {
    return (int) place;
  }

  /** The place that follows a batch. */
  public static long after(BatchPosition position) {
    return position.getLast()
        ? of(position.getShard() + 1, 0)
        : of(position.getShard(), position.getIndex() + 1);
  }
}
