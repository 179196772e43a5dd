package io.plumbline.streamjobs.dictionary;

import java.util.Arrays;

/**
 * Finds the k largest positive entries of a row.
 *
 * <p>The row is folded into lanes, by vector instructions. The k-th largest of the lanes' maxima is
 * a bound: k lanes have an entry that reaches it, so the k largest entries do, and few others.
 * Among those few the k largest are found by bisection.
 */
final class Largest {
  private static final int LEAST_LANES = 64;

  private final int most;
  private final int width;
  private final float[] lanes;
  private final float[] chunk;
  private final int[] candidates;
  private final long[] numbers;

  /**
   * @param most entries to find, at least 1
   * @param width of the rows
   */
  Largest(int most, int width) {
    this.most = most;
    this.width = width;
    this.lanes = new float[Math.max(LEAST_LANES, 2 * most)];
    this.chunk = new float[lanes.length];
    this.candidates = new int[width + 1];
    this.numbers = new long[Math.max(width, lanes.length)];
  }

  /**
   * Writes the ascending columns of a row's largest positive entries; of equal entries the first
   * are taken, and what is not a number never is.
   *
   * @param entries rows one after the other
   * @param from where the row starts
   * @param columns written from place {@code to} on
   * @return how many there are
   */
  int columns(float[] entries, int from, int[] columns, int to) {
    int count = keepReaching(bound(entries, from), entries, from);
    if (count > most) {
      count = keepLargest(count, entries, from);
    }
    System.arraycopy(candidates, 0, columns, to, count);
    return count;
  }

  /** A positive number that at least k entries reach, if as many are positive. */
  private float bound(float[] entries, int from) {
    fold(entries, from);
    int count = 0;
    for (int lane = 0; lane < lanes.length; lane++) {
      numbers[count] = number(lanes[lane], lane);
      count += lanes[lane] > 0 ? 1 : 0;
    }
    return count < most
        ? Float.MIN_VALUE
        : Float.intBitsToFloat((int) (Bisection.threshold(numbers, count, most) >>> Integer.SIZE));
  }

  /** Lane l gets the maximum of entries l, l + lanes, l + 2 lanes and so on. */
  private void fold(float[] entries, int from) {
    Arrays.fill(lanes, 0);
    for (int start = 0; start < width; start += chunk.length) {
      int length = Math.min(chunk.length, width - start);
      System.arraycopy(entries, from + start, chunk, 0, length);
      Arrays.fill(chunk, length, chunk.length, 0);
      for (int lane = 0; lane < lanes.length; lane++) {
        lanes[lane] = Math.max(lanes[lane], chunk[lane]);
      }
    }
  }

  /** Makes the columns of entries that reach a bound the candidates, and counts them. */
  private int keepReaching(float bound, float[] entries, int from) {
    int count = 0;
    for (int column = 0; column < width; column++) {
      candidates[count] = column;
      count += entries[from + column] >= bound ? 1 : 0;
    }
    return count;
  }

  /** Keeps the k largest of the candidates, and counts them. */
  private int keepLargest(int count, float[] entries, int from) {
    for (int i = 0; i < count; i++) {
      numbers[i] = number(entries[from + candidates[i]], candidates[i]);
    }
    long threshold = Bisection.threshold(numbers, count, most);
    int kept = 0;
    for (int i = 0; i < count; i++) {
      candidates[kept] = candidates[i];
      kept += numbers[i] >= threshold ? 1 : 0;
    }
    return kept;
  }

  /** Orders by entry, and of equal entries puts the first above. */
  private static long number(float entry, int column) {
    return (long) Float.floatToRawIntBits(entry) << Integer.SIZE | Integer.MAX_VALUE - column;
  }
}
