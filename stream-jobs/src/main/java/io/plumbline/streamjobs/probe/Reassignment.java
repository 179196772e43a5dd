package io.plumbline.streamjobs.probe;

import io.plumbline.schemas.digest.Sha256;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/** Whose label each of several items gets in a control task, by a seeded hash. */
public final class Reassignment {
  private Reassignment() {}

  /** Hash of an item. */
  public static long hash(String runDigest, String item) {
    return Sha256.seed(runDigest, "control/" + item);
  }

  /**
   * For each item the index of the one whose label it gets: the items in their order get those of
   * the items in the order of their hashes.
   */
  public static int[] of(String runDigest, List<String> items) {
    long[] hashes = items.stream().mapToLong(item -> hash(runDigest, item)).toArray();
    return IntStream.range(0, hashes.length)
        .boxed()
        .sorted(Comparator.<Integer>comparingLong(i -> hashes[i]).thenComparing(i -> i))
        .mapToInt(Integer::intValue)
        .toArray();
  }
}
