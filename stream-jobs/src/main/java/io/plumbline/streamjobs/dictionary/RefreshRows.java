package io.plumbline.streamjobs.dictionary;

import io.plumbline.streamjobs.linalg.FloatMatrix;
import io.plumbline.streamjobs.linalg.MatrixProduct;

/**
 * Rows of one checkpoint, in batches, in canonical order.
 *
 * @param trained rows to train on, {@code [n, d_model]} each
 * @param heldOut rows to measure the fit on
 */
public record RefreshRows(Iterable<FloatMatrix> trained, Iterable<FloatMatrix> heldOut) {

  /** Number of rows to train on. */
  public long trainedRows() {
    long rows = 0;
    for (FloatMatrix batch : trained) {
      rows += batch.rows();
    }
    return rows;
  }

  /**
   * The scale that gives a row's squared distance from the mean of those trained on the expectation
   * d_model; 1 where they do not vary.
   */
  public double scale() {
    ReconstructionFit sums = null;
    for (FloatMatrix batch : trained) {
      ReconstructionFit part = ReconstructionFit.of(batch, batch, 0);
      sums = sums == null ? part : sums.plus(part);
    }
    double variance = sums == null ? 0 : sums.variance() / sums.rows();
    return variance > 0 ? StrictMath.sqrt(sums.sum().length / variance) : 1;
  }

  /** Fit of a dictionary to the rows held out. */
  ReconstructionFit fit(Dictionary dictionary, MatrixProduct product) {
    ReconstructionFit fit = ReconstructionFit.empty(dictionary.width());
    for (FloatMatrix x : heldOut) {
      fit = fit.plus(dictionary.fit(x, dictionary.encode(x, product), product));
    }
    return fit;
  }
}
