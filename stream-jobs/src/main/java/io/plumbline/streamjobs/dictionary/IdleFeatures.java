package io.plumbline.streamjobs.dictionary;

import io.plumbline.streamjobs.linalg.FloatMatrix;
import io.plumbline.streamjobs.stats.SplitMix64;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;

/**
 * Features that have not fired for long, and their revival: as in Bricken et al., "Towards
 * monosemanticity" (transformer-circuits.pub/2023/monosemantic-features), such a feature starts
 * anew, here as the direction of what is missing of a row that is drawn by its squared error.
 */
final class IdleFeatures {
  private final long[] idleRows;

  IdleFeatures(int features) {
    this(new long[features]);
  }

  private IdleFeatures(long[] idleRows) {
    this.idleRows = idleRows;
  }

  /** Counts the rows of a step. */
  void count(FloatMatrix features) {
    for (int j = 0; j < idleRows.length; j++) {
      idleRows[j] += features.rows();
    }
    float[] values = features.values();
    for (int i = 0; i < values.length; i++) {
      if (values[i] > 0) {
        idleRows[i % idleRows.length] = 0;
      }
    }
  }

  /**
   * Starts features anew.
   *
   * @param reviveAfter rows without firing after which that happens
   * @param x the minibatch
   * @param rebuilt the minibatch as it was rebuilt
   */
  void revive(
      long reviveAfter,
      FloatMatrix x,
      FloatMatrix rebuilt,
      Parameters parameters,
      Adam adam,
      SplitMix64 random) {
    double[] errors = null;
    for (int j = 0; j < idleRows.length; j++) {
      if (idleRows[j] < reviveAfter) {
        continue;
      }
      idleRows[j] = 0;
      errors = errors == null ? cumulativeErrors(x, rebuilt) : errors;
      if (errors[errors.length - 1] > 0) {
        parameters.restart(j, missing(x, rebuilt, draw(errors, random)));
        adam.forget(parameters, j);
      }
    }
  }

  private static double[] cumulativeErrors(FloatMatrix x, FloatMatrix rebuilt) {
    double[] errors = new double[x.rows()];
    double sum = 0;
    for (int i = 0; i < errors.length; i++) {
      for (int j = 0; j < x.columns(); j++) {
        double error = x.get(i, j) - rebuilt.get(i, j);
        sum += error * error;
      }
      errors[i] = sum;
    }
    return errors;
  }

  private static int draw(double[] cumulative, SplitMix64 random) {
    double at = random.nextDouble() * cumulative[cumulative.length - 1];
    int row = 0;
    while (row < cumulative.length - 1 && cumulative[row] <= at) {
      row++;
    }
    return row;
  }

  private static float[] missing(FloatMatrix x, FloatMatrix rebuilt, int row) {
    float[] missing = new float[x.columns()];
    for (int j = 0; j < missing.length; j++) {
      missing[j] = x.get(row, j) - rebuilt.get(row, j);
    }
    return missing;
  }

  void write(DataOutput out) throws IOException {
    for (long rows : idleRows) {
      out.writeLong(rows);
    }
  }

  static IdleFeatures read(DataInput in, int features) throws IOException {
    long[] idleRows = new long[features];
    for (int j = 0; j < features; j++) {
      idleRows[j] = in.readLong();
    }
    return new IdleFeatures(idleRows);
  }
}
