package io.plumbline.streamjobs.operator.evidence;

import io.plumbline.schemas.record.LogProbBatch;

/**
 * The log-probabilities of a checkpoint beside those of the base, batch by batch in canonical
 * order, so that they need not all be in memory.
 */
@FunctionalInterface
public interface LogProbPairs {
  /** Takes the batches of one place. */
  @FunctionalInterface
  interface Consumer {
    /**
     * Takes one pair.
     *
     * @param base of the base checkpoint; null if it has none in this place
     * @param tuned of the checkpoint
     */
    void accept(LogProbBatch base, LogProbBatch tuned) throws UnusableEvidenceException;
  }

  /** Hands over all pairs. */
  void forEach(Consumer consumer) throws Exception;
}
