package io.plumbline.extractor.model;

/**
 * A language model with its weights on a device. Any number of threads may use it; each forward
 * pass computes on the calling thread alone.
 */
public interface CausalModel extends AutoCloseable {
  /** What it is. */
  Architecture architecture();

  /**
   * Runs the layers up to the last one that is needed. The result for a row depends on its own
   * sequence alone, up to rounding; its bits also depend on the shape of the batch.
   *
   * @throws IllegalArgumentException if a row, token id or hook point is out of range
   */
  ForwardResult forward(ForwardRequest request);

  /** How the final residual stream becomes logits. */
  Readout readout();

  /** Frees the weights. */
  @Override
  void close();
}
