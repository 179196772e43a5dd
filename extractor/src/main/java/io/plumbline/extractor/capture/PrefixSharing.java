package io.plumbline.extractor.capture;

import io.plumbline.extractor.model.TokenTree;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiPredicate;

/**
 * Joins the texts of an item that begin alike, where reading them as one sequence is less work. A
 * pure function of the readings, as batches are.
 */
final class PrefixSharing {
  private PrefixSharing() {}

  /**
   * Joins readings that are neighbours.
   *
   * @param readings readings of a shard, those of an item one behind the other
   * @param width d_model
   * @param alike whether the model computes texts of two lengths alike; others are never joined
   * @return the readings in the same order, those that are read as one sequence together
   */
  static List<List<Reading>> of(
      List<Reading> readings, int width, BiPredicate<Integer, Integer> alike) {
    List<List<Reading>> all = new ArrayList<>();
    List<Reading> joined = new ArrayList<>();
    for (Reading reading : readings) {
      boolean apart =
          !joined.isEmpty()
              && (!alike.test(joined.get(0).tokens().size(), reading.tokens().size())
                  || !pays(joined, reading, width));
      if (apart) {
        all.add(joined);
        joined = new ArrayList<>();
      }
      joined.add(reading);
    }
    if (!joined.isEmpty()) {
      all.add(joined);
    }
    return all;
  }

  private static boolean pays(List<Reading> joined, Reading next, int width) {
    if (!joined.get(0).item().equals(next.item())) {
      return false;
    }
    List<Reading> more = new ArrayList<>(joined);
    more.add(next);
    return work(length(more), width)
        < work(length(joined), width) + work(length(List.of(next)), width);
  }

  /**
   * Work of a layer on a sequence, in units of {@code 4 d_model} operations: {@code 24 d_model^2} a
   * token in its products with weights, {@code 4 d_model} a pair of tokens in its attention. The
   * latter counts twice, since it is bound by memory.
   */
  private static long work(int length, int width) {
    return length * (6L * width + 2L * length);
  }

  /** Tokens of the sequence that some readings are read as. */
  static int length(List<Reading> joined) {
    return tree(joined).length();
  }

  /** The sequence that some readings are read as. */
  static TokenTree tree(List<Reading> joined) {
    return TokenTree.of(
        joined.stream()
            .map(reading -> reading.tokens().stream().mapToInt(Integer::intValue).toArray())
            .toList());
  }
}
