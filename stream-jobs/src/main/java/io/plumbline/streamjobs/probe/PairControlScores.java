package io.plumbline.streamjobs.probe;

import io.plumbline.streamjobs.linalg.CsrMatrix;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Held-out decision values of what a probe of pairs is held against: the same regression on raw
 * activations, on the length and on the words of the responses, and on the features with chosen and
 * rejected exchanged in some pairs by a seeded hash.
 */
final class PairControlScores {
  static final String SHUFFLED = "shuffled";

  private final SortedMap<String, Control> decisions = new TreeMap<>();

  /**
   * One control.
   *
   * @param values decision values by row
   * @param labels class of each row
   */
  @SuppressWarnings("ArrayRecordComponent") // a result that is read once, never compared
  record Control(double[] values, boolean[] labels) {}

  PairControlScores(
      Logistic logistic,
      GroupSplit split,
      int folds,
      Pairs pairs,
      PairControls controls,
      boolean[] chosen,
      int[] fold) {
    CsrMatrix x = pairs.features();
    boolean[] exchanged = exchanged(split, pairs, chosen);
    put(SHUFFLED, new Design.Sparse(x).heldOut(logistic, exchanged, fold, folds), exchanged);
    put(
        "length",
        TextDesigns.length(controls.texts()).heldOut(logistic, chosen, fold, folds),
        chosen);
    put(
        "bag_of_words",
        TextDesigns.words(controls.texts()).heldOut(logistic, chosen, fold, folds),
        chosen);
    put("raw", controls.raw().design().heldOut(logistic, chosen, fold, folds), chosen);
  }

  private void put(String name, double[] values, boolean[] labels) {
    decisions.put(name, new Control(values, labels));
  }

  private static boolean[] exchanged(GroupSplit split, Pairs pairs, boolean[] chosen) {
    boolean[] exchanged = chosen.clone();
    for (int i = 0; i < pairs.size(); i++) {
      if (split.exchanges(pairs.items().get(i))) {
        exchanged[i] = false;
        exchanged[pairs.size() + i] = true;
      }
    }
    return exchanged;
  }

  /** By name of the control. */
  SortedMap<String, Control> decisions() {
    return decisions;
  }
}
