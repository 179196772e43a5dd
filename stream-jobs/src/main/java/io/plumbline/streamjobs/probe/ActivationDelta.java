package io.plumbline.streamjobs.probe;

import io.plumbline.streamjobs.linalg.CsrMatrix;

/**
 * Signed activation deltas (Marks et al., arXiv 2310.08164): how far the features of a positive or
 * negative word lie from those of the neutral word in its place, with the word's sign.
 */
public final class ActivationDelta {
  private ActivationDelta() {}

  /**
   * Distance of two rows, ||a_i - b_i||_2.
   *
   * @param a {@code [rows, features]}
   * @param b {@code [rows, features]}
   */
  public static double distance(CsrMatrix a, CsrMatrix b, int row) {
    int i = a.rowPointers()[row];
    int j = b.rowPointers()[row];
    int endOfA = a.rowPointers()[row + 1];
    int endOfB = b.rowPointers()[row + 1];
    double squares = 0;
    while (i < endOfA || j < endOfB) {
      int columnOfA = i < endOfA ? a.columnIndices()[i] : Integer.MAX_VALUE;
      int columnOfB = j < endOfB ? b.columnIndices()[j] : Integer.MAX_VALUE;
      double difference = 0;
      if (columnOfA <= columnOfB) {
        difference += a.values()[i++];
      }
      if (columnOfB <= columnOfA) {
        difference -= b.values()[j++];
      }
      squares += difference * difference;
    }
    return StrictMath.sqrt(squares);
  }
}
