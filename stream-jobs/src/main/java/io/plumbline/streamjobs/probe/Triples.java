package io.plumbline.streamjobs.probe;

import io.plumbline.streamjobs.linalg.CsrMatrix;
import java.util.ArrayList;
import java.util.List;

/**
 * Features of triples: one text with a positive, a negative and a neutral word in one place. As
 * rows for a probe they are the positive words, then the negative ones.
 */
public final class Triples {
  private final List<String> words;
  private final double[] stated;
  private final CsrMatrix features;
  private final double[] distances;

  /**
   * Triples in a canonical order.
   *
   * @param positiveWords word of each triple
   * @param positiveStated its stated feedback; NaN where there is none
   * @param negativeWords word of each triple
   * @param negativeStated its stated feedback; NaN where there is none
   * @param positive features at the positive words, {@code [triples, features]}, hooks side by side
   * @param negative features at the negative words, likewise
   * @param neutral features at the neutral words, likewise
   * @throws IllegalArgumentException if the arguments differ in their number of triples or features
   */
  public Triples(
      List<String> positiveWords,
      double[] positiveStated,
      List<String> negativeWords,
      double[] negativeStated,
      CsrMatrix positive,
      CsrMatrix negative,
      CsrMatrix neutral) {
    int n = neutral.rows();
    if (positive.rows() != n
        || negative.rows() != n
        || positiveWords.size() != n
        || negativeWords.size() != n
        || positiveStated.length != n
        || negativeStated.length != n
        || positive.columns() != neutral.columns()) {
      throw new IllegalArgumentException("the parts of the triples differ in size");
    }
    this.words = new ArrayList<>(positiveWords);
    this.words.addAll(negativeWords);
    this.stated = new double[2 * n];
    this.distances = new double[2 * n];
    for (int i = 0; i < n; i++) {
      stated[i] = positiveStated[i];
      stated[n + i] = negativeStated[i];
      distances[i] = ActivationDelta.distance(positive, neutral, i);
      distances[n + i] = ActivationDelta.distance(negative, neutral, i);
    }
    this.features = CsrMatrix.concatenateRows(List.of(positive, negative));
  }

  /** Number of rows, two for each triple. */
  int rows() {
    return words.size();
  }

  /** Word of each row. */
  List<String> words() {
    return words;
  }

  /** Stated feedback of each row's word; NaN where there is none. */
  double[] stated() {
    return stated;
  }

  /** 1 in the positive rows, -1 in the negative ones. */
  double sign(int row) {
    return row < rows() / 2 ? 1 : -1;
  }

  /** Distance of each row from the neutral one of its triple. */
  double[] distances() {
    return distances;
  }

  /** Whether all features are. */
  boolean finite() {
    for (double distance : distances) {
      if (!Double.isFinite(distance)) {
        return false;
      }
    }
    return true;
  }

  /** {@code [rows, features]}. */
  CsrMatrix features() {
    return features;
  }
}
