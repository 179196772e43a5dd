package io.plumbline.streamjobs.probe;

import io.plumbline.streamjobs.linalg.CsrMatrix;
import java.util.ArrayList;
import java.util.List;

/**
 * Mean features of the responses of pairs. As rows for a probe they are the chosen responses, then
 * the rejected ones.
 *
 * @param items name of each pair
 * @param prompts prompt of each pair
 * @param chosen {@code [pairs, features]}, hooks side by side
 * @param rejected likewise
 */
public record Pairs(
    List<String> items, List<String> prompts, CsrMatrix chosen, CsrMatrix rejected) {
  /**
   * Pairs in a canonical order.
   *
   * @throws IllegalArgumentException if the arguments differ in their number of pairs or features
   */
  public Pairs {
    int n = items.size();
    if (prompts.size() != n
        || chosen.rows() != n
        || rejected.rows() != n
        || chosen.columns() != rejected.columns()) {
      throw new IllegalArgumentException("the parts of the pairs differ in size");
    }
  }

  /** Number of pairs. */
  int size() {
    return items.size();
  }

  /** {@code [rows, features]}. */
  CsrMatrix features() {
    return CsrMatrix.concatenateRows(List.of(chosen, rejected));
  }

  /** Prompt of each row. */
  List<String> rowPrompts() {
    List<String> rows = new ArrayList<>(prompts);
    rows.addAll(prompts);
    return rows;
  }
}
