package io.plumbline.extractor.model;

import ai.djl.ndarray.NDArray;
import java.util.Collections;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/** Takes the wanted rows out of what the layers show. */
final class Captures {
  private final SortedMap<HookPoint, List<Row>> wanted;
  private final int length;
  private final SortedMap<HookPoint, float[]> taken = new TreeMap<>();

  Captures(ForwardRequest request, int length) {
    this.wanted = request.captures();
    this.length = length;
    wanted.values().forEach(rows -> rows.forEach(row -> check(row, request.sequences())));
  }

  void offer(HookPoint hook, NDArray value) {
    List<Row> rows = wanted.get(hook);
    if (rows == null) {
      return;
    }
    if (rows.isEmpty()) {
      taken.put(hook, new float[0]);
      return;
    }
    try (NDArray selected = RowSelection.of(value, rows, length)) {
      taken.put(hook, selected.toFloatArray());
    }
  }

  SortedMap<HookPoint, float[]> results() {
    return Collections.unmodifiableSortedMap(taken);
  }

  private static void check(Row row, List<TokenTree> sequences) {
    if (row.position() < 0 || row.position() >= sequences.get(row.sequence()).length()) {
      throw new IllegalArgumentException(row + " is outside its sequence");
    }
  }
}
