package io.plumbline.ops.ledger;

import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import java.util.stream.IntStream;

/**
 * The batches of one sequence that have come, in whatever order, and how often it was asked for.
 */
final class BatchSequence {
  private final List<Integer> indices = new ArrayList<>();
  private final List<Integer> lasts = new ArrayList<>();
  private int asked;

  void ask() {
    asked++;
  }

  void add(int index, boolean last) {
    indices.add(index);
    if (last) {
      lasts.add(index);
    }
  }

  /** How many batches were asked for: one as long as it is not known better. */
  int expected() {
    if (asked == 0) {
      return 0;
    }
    return lasts.isEmpty() ? 1 : 1 + lasts.get(lasts.size() - 1);
  }

  int received() {
    return new TreeSet<>(indices).size();
  }

  int duplicated() {
    return indices.size() - received();
  }

  /** Whether nobody waits for more of it. */
  boolean ended() {
    return asked == 0 || !lasts.isEmpty();
  }

  /** Whether it was asked for once, and each index from 0 to the one marked as last came once. */
  boolean exact() {
    int size = indices.size();
    return asked == 1
        && indices.stream().sorted().toList().equals(IntStream.range(0, size).boxed().toList())
        && lasts.equals(List.of(size - 1));
  }

  @Override
  public String toString() {
    return "asked for %d times, came %s, last %s"
        .formatted(asked, indices.stream().sorted().toList(), lasts);
  }
}
