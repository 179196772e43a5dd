package io.plumbline.extractor.capture;

import java.util.List;

/**
 * How much comes of reading an item.
 *
 * @param rows rows at each hook
 * @param decisions rows at each decision hook
 * @param logProbs log-probabilities
 */
public record ItemCost(int rows, int decisions, long logProbs) {

  /** What an item's readings cost together. */
  public static ItemCost of(List<Reading> readings) {
    return new ItemCost(
        readings.stream().mapToInt(Reading::captured).sum(),
        readings.stream().mapToInt(reading -> reading.decisions().size()).sum(),
        readings.stream()
            .flatMap(reading -> reading.choices().stream())
            .mapToLong(choice -> choice.tokens().size())
            .sum());
  }

  /** Bytes of the results in f32. */
  public long bytes(int hooks, int decisionHooks, int width) {
    return (((long) rows * hooks + (long) decisions * decisionHooks) * width + logProbs)
        * Float.BYTES;
  }
}
