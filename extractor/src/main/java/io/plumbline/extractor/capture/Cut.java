package io.plumbline.extractor.capture;

import java.util.ArrayList;
import java.util.List;
import java.util.function.BiPredicate;

/** Cuts rows into batches that stay below the broker's default limit of 1 MiB per message. */
final class Cut {
  private static final int MAX_BYTES = 900_000;

  /** Item id, candidate and position, generously. */
  private static final int ROW_OVERHEAD_BYTES = 64;

  private Cut() {}

  /**
   * Cuts.
   *
   * @param maxRows most rows of a batch
   * @param rowBytes bytes of a row's payload
   * @return consecutive parts of the rows; one empty part if there are none
   */
  static <T> List<List<T>> of(List<T> rows, int maxRows, int rowBytes) {
    return of(rows, maxRows, rowBytes, (row, next) -> false);
  }

  /**
   * Cuts, and keeps together what belongs together unless it does not fit into one batch.
   *
   * @param together whether a row and the next belong together
   */
  static <T> List<List<T>> of(List<T> rows, int maxRows, int rowBytes, BiPredicate<T, T> together) {
    int fitting = Math.max(1, MAX_BYTES / (rowBytes + ROW_OVERHEAD_BYTES));
    int atOnce = Math.min(maxRows, fitting);
    List<List<T>> parts = new ArrayList<>();
    int from = 0;
    while (from < rows.size()) {
      int full = Math.min(from + atOnce, rows.size());
      int to = full;
      while (to > from && to < rows.size() && together.test(rows.get(to - 1), rows.get(to))) {
        to--;
      }
      to = to == from ? full : to;
      parts.add(rows.subList(from, to));
      from = to;
    }
    if (parts.isEmpty()) {
      parts.add(List.of());
    }
    return parts;
  }
}
