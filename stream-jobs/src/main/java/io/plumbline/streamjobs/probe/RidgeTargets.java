package io.plumbline.streamjobs.probe;

import java.util.Arrays;

/**
 * What the ridge probes learn of triples: signed deltas, and where all words have it the stated
 * feedback; and of each a control task, with the words' labels reassigned.
 */
final class RidgeTargets {
  static final int DELTA = 0;
  static final int DELTA_CONTROL = 1;
  static final int STATED = 2;
  static final int STATED_CONTROL = 3;

  private final Triples triples;
  private final ControlTask control;

  RidgeTargets(Triples triples, GroupSplit split) {
    this.triples = triples;
    this.control = new ControlTask(triples, split);
  }

  /** Whether all words have stated feedback. */
  boolean haveStated() {
    return Arrays.stream(triples.stated()).noneMatch(Double::isNaN);
  }

  /** By target and row. */
  double[][] values() {
    return haveStated()
        ? new double[][] {deltas(), control.deltas(), triples.stated(), control.stated()}
        : new double[][] {deltas(), control.deltas()};
  }

  /** What other regressors learn in their stead, by target and row. */
  double[][] withoutControls() {
    return haveStated() ? new double[][] {deltas(), triples.stated()} : new double[][] {deltas()};
  }

  /** Feedback by row that predictions of a target are held against. */
  double[] labels(int target) {
    return target == DELTA || target == STATED ? triples.stated() : control.stated();
  }

  private double[] deltas() {
    double[] deltas = new double[triples.rows()];
    for (int i = 0; i < deltas.length; i++) {
      deltas[i] = triples.sign(i) * triples.distances()[i];
    }
    return deltas;
  }
}
