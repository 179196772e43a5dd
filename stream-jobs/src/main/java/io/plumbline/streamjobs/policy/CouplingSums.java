package io.plumbline.streamjobs.policy;

import java.util.Arrays;
import java.util.Comparator;
import java.util.stream.IntStream;

/**
 * Lower triangle of A_wv = sum_c p_w p_v / sum_u p_u over contexts c. Contexts with the same
 * candidates are added several at a time, so that the triangle passes through the processor's cache
 * once for all of them; each element still sums its contexts one after the other.
 */
final class CouplingSums {
  /** Contexts that are added together, a multiple of 4. */
  private static final int TOGETHER = 16;

  /** Columns of a tile: those of all contexts together stay in the cache next to the processor. */
  private static final int TILE = 128;

  private final double[][] sums;
  private final double[][] p = new double[TOGETHER][0];
  private final double[][] shares = new double[TOGETHER][0];

  /** Of the contexts that wait, as they were given. */
  private int[] given = new int[0];

  /** Places in {@link #given} in ascending order of the words. */
  private int[] places = new int[0];

  /** The words, ascending. */
  private int[] candidates = new int[0];

  private int waiting;

  CouplingSums(int words) {
    sums = new double[words][];
    for (int w = 0; w < words; w++) {
      sums[w] = new double[w + 1];
    }
  }

  /**
   * Adds a context.
   *
   * @param words its candidates, each once
   * @param probabilities of the candidates at the base, in the first places
   * @param total their sum
   */
  void add(int[] words, double[] probabilities, double total) {
    if (waiting == TOGETHER || !Arrays.equals(words, given)) {
      flush();
    }
    if (!Arrays.equals(words, given)) {
      given = words.clone();
      places =
          IntStream.range(0, words.length)
              .boxed()
              .sorted(Comparator.comparing(i -> words[i]))
              .mapToInt(Integer::intValue)
              .toArray();
      candidates = IntStream.of(places).map(i -> words[i]).toArray();
    }
    if (p[waiting].length < words.length) {
      p[waiting] = new double[words.length];
      shares[waiting] = new double[words.length];
    }
    for (int i = 0; i < words.length; i++) {
      p[waiting][i] = probabilities[places[i]];
      shares[waiting][i] = p[waiting][i] / total;
    }
    waiting++;
  }

  /** The sums by row, row w of w + 1 columns. */
  double[][] lowerTriangle() {
    flush();
    return sums;
  }

  private void flush() {
    double[] tile = new double[Math.min(TILE, candidates.length)];
    for (int from = 0; from < candidates.length && waiting > 0; from += TILE) {
      for (int i = from; i < candidates.length; i++) {
        int columns = Math.min(TILE, i + 1 - from);
        double[] row = sums[candidates[i]];
        for (int j = 0; j < columns; j++) {
          tile[j] = row[candidates[from + j]];
        }
        addTo(tile, columns, from, i);
        for (int j = 0; j < columns; j++) {
          row[candidates[from + j]] = tile[j];
        }
      }
    }
    waiting = 0;
  }

  private void addTo(double[] tile, int columns, int from, int i) {
    int c = 0;
    for (; c + 4 <= waiting; c += 4) {
      addFour(tile, columns, from, c, i);
    }
    for (; c < waiting; c++) {
      double own = p[c][i];
      for (int j = 0; j < columns; j++) {
        tile[j] += own * shares[c][from + j];
      }
    }
  }

  private void addFour(double[] tile, int columns, int from, int c, int i) {
    double[] s0 = shares[c];
    double[] s1 = shares[c + 1];
    double[] s2 = shares[c + 2];
    double[] s3 = shares[c + 3];
    double p0 = p[c][i];
    double p1 = p[c + 1][i];
    double p2 = p[c + 2][i];
    double p3 = p[c + 3][i];
    for (int j = 0; j < columns; j++) {
      tile[j] =
          tile[j] + p0 * s0[from + j] + p1 * s1[from + j] + p2 * s2[from + j] + p3 * s3[from + j];
    }
  }
}
