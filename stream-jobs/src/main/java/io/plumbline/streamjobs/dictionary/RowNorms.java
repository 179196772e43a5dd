package io.plumbline.streamjobs.dictionary;

import io.plumbline.streamjobs.linalg.FloatMatrix;
import java.util.Collections;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Tells rows that are far longer than most of those before them. Where a model parks its attention,
 * as on the first token of a text, a few rows can be a hundred times as long as all others; what is
 * squared and summed over rows is about these alone then.
 *
 * <p>Norms are counted in steps of an eighth of an octave, so that the median of any number of rows
 * is known to within 9% from a small table.
 */
public final class RowNorms {
  private static final int STEPS_PER_OCTAVE = 8;
  private static final double OCTAVE = StrictMath.log(2);

  /** Step of rows of zeros. */
  private static final int ZERO = Integer.MIN_VALUE;

  private final TreeMap<Integer, Long> counts;

  /**
   * Goes on from what {@link #counts()} gave.
   *
   * @param counts rows by step; empty at first
   */
  public RowNorms(Map<Integer, Long> counts) {
    this.counts = new TreeMap<>(counts);
  }

  /** Rows by step. */
  public SortedMap<Integer, Long> counts() {
    return Collections.unmodifiableSortedMap(counts);
  }

  /** Number of rows counted. */
  public long rows() {
    return counts.values().stream().mapToLong(Long::longValue).sum();
  }

  /**
   * Counts rows, and leaves out those that are too long.
   *
   * @param x {@code [n, d_model]}
   * @param most how many times the median norm of all rows counted, these included, a row may have
   * @return the others in their order; {@code x} itself if that is all
   */
  public FloatMatrix within(FloatMatrix x, double most) {
    int[] steps = new int[x.rows()];
    for (int i = 0; i < steps.length; i++) {
      steps[i] = step(x, i);
      counts.merge(steps[i], 1L, Long::sum);
    }
    int median = median();
    if (median == ZERO) {
      return x;
    }
    int longest = median + (int) StrictMath.ceil(STEPS_PER_OCTAVE * StrictMath.log(most) / OCTAVE);
    FloatMatrix kept = FloatMatrix.zeros(x.rows(), x.columns());
    int rows = 0;
    for (int i = 0; i < steps.length; i++) {
      if (steps[i] <= longest) {
        System.arraycopy(
            x.values(), i * x.columns(), kept.values(), rows++ * x.columns(), x.columns());
      }
    }
    return rows == x.rows() ? x : kept.rows(0, rows);
  }

  private static int step(FloatMatrix x, int row) {
    double squares = 0;
    for (int j = 0; j < x.columns(); j++) {
      double value = x.get(row, j);
      squares += value * value;
    }
    return squares == 0
        ? ZERO
        : (int) StrictMath.floor(STEPS_PER_OCTAVE * StrictMath.log(squares) / (2 * OCTAVE));
  }

  private int median() {
    long half = (rows() + 1) / 2;
    long below = 0;
    for (Map.Entry<Integer, Long> step : counts.entrySet()) {
      below += step.getValue();
      if (below >= half) {
        return step.getKey();
      }
    }
    return ZERO;
  }
}
