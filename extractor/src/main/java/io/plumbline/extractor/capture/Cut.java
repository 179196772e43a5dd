package io.plumbline.extractor.capture;

import java.util.ArrayList;
import java.util.List;

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
    int fitting = Math.max(1, MAX_BYTES / (rowBytes + ROW_OVERHEAD_BYTES));
    int atOnce = Math.min(maxRows, fitting);
    List<List<T>> parts = new ArrayList<>();
    for (int from = 0; from < rows.size(); from += atOnce) {
      parts.add(rows.subList(from, Math.min(from + atOnce, rows.size())));
    }
    if (parts.isEmpty()) {
      parts.add(List.of());
    }
    return parts;
  }
}
