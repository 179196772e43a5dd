package io.plumbline.extractor.capture;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Puts sequences of similar length together, so that little is padded. A pure function of the
 * lengths: the shape of a batch reaches the bits of its results.
 */
final class LengthBatches {
  /** Larger batches gain nothing on a CPU, where what they hold leaves the caches. */
  private static final int MAX_TOKENS = 2048;

  /**
   * From this many tokens on a batch is cut where the next sequence would make padding exceed 5%.
   * Fewer rows are no efficient matrix product.
   */
  private static final int WORTH_CUTTING = 32;

  private static final double MAX_PADDING = 0.05;

  private LengthBatches() {}

  /**
   * Forms batches.
   *
   * @param lengths tokens of each sequence
   * @return indices of the sequences of each batch, shortest first
   */
  static List<List<Integer>> of(List<Integer> lengths) {
    List<Integer> byLength =
        IntStream.range(0, lengths.size())
            .boxed()
            .sorted(Comparator.<Integer>comparingInt(lengths::get).thenComparing(i -> i))
            .toList();
    List<List<Integer>> batches = new ArrayList<>();
    List<Integer> batch = new ArrayList<>();
    long tokens = 0;
    for (int index : byLength) {
      int length = lengths.get(index);
      long padded = (batch.size() + 1L) * length;
      boolean tooMuchPadding =
          tokens >= WORTH_CUTTING && padded - tokens - length > MAX_PADDING * padded;
      if (!batch.isEmpty() && (padded > MAX_TOKENS || tooMuchPadding)) {
        batches.add(batch);
        batch = new ArrayList<>();
        tokens = 0;
      }
      batch.add(index);
      tokens += length;
    }
    if (!batch.isEmpty()) {
      batches.add(batch);
    }
    return batches;
  }
}
