package io.plumbline.streamjobs.dictionary;

import io.plumbline.streamjobs.linalg.CsrMatrix;
import io.plumbline.streamjobs.linalg.FloatMatrix;
import java.util.Arrays;

/**
 * Keeps the k largest entries of each row, those of them that are positive (Gao et al., "Scaling
 * and evaluating sparse autoencoders", arXiv 2406.04093). Of equal entries the first are kept.
 *
 * @param k most entries kept
 */
public record TopK(int k) implements Activation {
  @Override
  public void apply(FloatMatrix preActivations) {
    CsrMatrix kept = keep(preActivations);
    float[] values = preActivations.values();
    Arrays.fill(values, 0);
    for (int i = 0; i < kept.rows(); i++) {
      for (int j = kept.rowPointers()[i]; j < kept.rowPointers()[i + 1]; j++) {
        values[i * kept.columns() + kept.columnIndices()[j]] = kept.values()[j];
      }
    }
  }

  /** Reads each entry once, where the dense features would be written and read again. */
  @Override
  public CsrMatrix keep(FloatMatrix preActivations) {
    int rows = preActivations.rows();
    int width = preActivations.columns();
    float[] entries = preActivations.values();
    int[] rowPointers = new int[rows + 1];
    int most = Math.multiplyExact(rows, Math.min(k, width));
    int[] columns = new int[most];
    float[] values = new float[most];
    Largest largest = new Largest(Math.min(k, width), width);
    int next = 0;
    for (int i = 0; i < rows; i++) {
      int kept = largest.columns(entries, i * width, columns, next);
      for (int end = next + kept; next < end; next++) {
        values[next] = entries[i * width + columns[next]];
      }
      rowPointers[i + 1] = next;
    }
    return new CsrMatrix(
        width, rowPointers, Arrays.copyOf(columns, next), Arrays.copyOf(values, next));
  }
}
