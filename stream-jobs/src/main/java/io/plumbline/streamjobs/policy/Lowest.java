package io.plumbline.streamjobs.policy;

import java.util.Comparator;
import java.util.List;
import java.util.TreeSet;

/** The entries of lowest slope, of equal ones those that came first, up to a fixed number. */
final class Lowest<T> {
  private final int most;
  private final TreeSet<Ranked<T>> lowest =
      new TreeSet<>(
          Comparator.<Ranked<T>>comparingDouble(Ranked::slope).thenComparing(Ranked::index));
  private int count;

  private record Ranked<T>(double slope, int index, T entry) {}

  Lowest(int most) {
    this.most = most;
  }

  void add(double slope, T entry) {
    lowest.add(new Ranked<>(slope, count, entry));
    count++;
    if (lowest.size() > most) {
      lowest.pollLast();
    }
  }

  /** The lowest first. */
  List<T> entries() {
    return lowest.stream().map(Ranked::entry).toList();
  }

  /** Number of entries that are not among the lowest. */
  int leftOut() {
    return count - lowest.size();
  }
}
