package io.plumbline.streamjobs.probe;

import java.util.stream.IntStream;

/** Rows of folds. */
final class Folds {
  private Folds() {}

  /** Indices of the rows that are not of a fold. */
  static int[] without(int[] fold, int heldOut) {
    return IntStream.range(0, fold.length).filter(i -> fold[i] != heldOut).toArray();
  }
}
