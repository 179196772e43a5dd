package io.plumbline.ops.ledger;

/**
 * Batches of a run.
 *
 * @param expected how many its tasks call for
 * @param received how many different ones are there
 * @param duplicated how many are there more than once
 */
public record BatchCount(int expected, int received, int duplicated) {

  /** Whether each is there exactly once. */
  public boolean exact() {
    return expected == received && duplicated == 0;
  }
}
