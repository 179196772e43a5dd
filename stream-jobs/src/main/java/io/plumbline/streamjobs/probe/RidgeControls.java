package io.plumbline.streamjobs.probe;

/**
 * Held-out predictions of what the ridge probes learn, from what is not the features. Of each the
 * delta first, then, where all words have it, the stated feedback.
 *
 * @param raw from raw activations, the delta being theirs too
 * @param length from the length of the text
 * @param words from the text's words
 */
@SuppressWarnings("ArrayRecordComponent") // a result that is read once, never compared
record RidgeControls(double[][] raw, double[][] length, double[][] words) {
  static final int DELTA = 0;
  static final int STATED = 1;

  /**
   * @param targets the features' delta, then the stated feedback where all words have it
   */
  static RidgeControls of(
      Ridge ridge,
      Triples triples,
      TripleControls controls,
      double[][] targets,
      int[] fold,
      int folds) {
    double[][] ofRaw = targets.clone();
    ofRaw[DELTA] = new double[fold.length];
    for (int i = 0; i < fold.length; i++) {
      ofRaw[DELTA][i] = triples.sign(i) * controls.distances()[i];
    }
    return new RidgeControls(
        controls.raw().design().heldOut(ridge, ofRaw, fold, folds),
        TextDesigns.length(controls.texts()).heldOut(ridge, targets, fold, folds),
        TextDesigns.words(controls.texts()).heldOut(ridge, targets, fold, folds));
  }
}
