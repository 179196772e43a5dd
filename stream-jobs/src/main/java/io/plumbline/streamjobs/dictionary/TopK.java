package io.plumbline.streamjobs.dictionary;

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
    int width = preActivations.columns();
    float[] values = preActivations.values();
    for (int start = 0; start < values.length; start += width) {
      keepLargest(values, start, start + width);
    }
  }

  private void keepLargest(float[] values, int from, int to) {
    float[] sorted = Arrays.copyOfRange(values, from, to);
    Arrays.sort(sorted);
    float threshold = k < sorted.length ? Math.max(sorted[sorted.length - k], 0) : 0;
    int ties = k;
    for (int i = from; i < to; i++) {
      ties -= values[i] > threshold ? 1 : 0;
    }
    for (int i = from; i < to; i++) {
      if (values[i] > threshold) {
        continue;
      }
      boolean keep = values[i] == threshold && threshold > 0 && ties > 0;
      ties -= keep ? 1 : 0;
      values[i] = keep ? values[i] : 0;
    }
  }
}
