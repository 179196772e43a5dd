package io.plumbline.streamjobs.probe;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** Predictions averaged by word, beside the words' stated feedback. */
final class WordPredictions {
  private final List<String> words;
  private final double[] stated;
  private final double[] raw;
  private final int[] rows;
  private final Optional<double[]> implied;

  private WordPredictions(List<String> words, double[] stated, double[] raw, int[] rows) {
    this.words = words;
    this.stated = stated;
    this.raw = raw;
    this.rows = rows;
    double[] known = Arrays.stream(stated).filter(y -> !Double.isNaN(y)).toArray();
    this.implied =
        known.length == 0
            ? Optional.empty()
            : Rescaling.of(
                raw,
                Arrays.stream(known).min().getAsDouble(),
                Arrays.stream(known).max().getAsDouble());
  }

  /**
   * Averages rows by word, the words in alphabetical order.
   *
   * @param words word of each row
   * @param stated stated feedback of each row's word; NaN where there is none
   * @param predictions prediction of each row
   */
  static WordPredictions of(List<String> words, double[] stated, double[] predictions) {
    Map<String, double[]> sums = new TreeMap<>();
    for (int i = 0; i < predictions.length; i++) {
      double[] sum = sums.computeIfAbsent(words.get(i), w -> new double[4]);
      sum[0] += predictions[i];
      sum[1]++;
      if (!Double.isNaN(stated[i])) {
        sum[2] += stated[i];
        sum[3]++;
      }
    }
    double[][] byWord = sums.values().toArray(new double[0][]);
    return new WordPredictions(
        List.copyOf(sums.keySet()),
        Arrays.stream(byWord).mapToDouble(s -> s[3] == 0 ? Double.NaN : s[2] / s[3]).toArray(),
        Arrays.stream(byWord).mapToDouble(s -> s[0] / s[1]).toArray(),
        Arrays.stream(byWord).mapToInt(s -> (int) s[1]).toArray());
  }

  List<String> words() {
    return words;
  }

  /** Stated feedback by word; NaN where there is none. */
  double[] stated() {
    return stated;
  }

  /** Mean prediction by word. */
  double[] raw() {
    return raw;
  }

  /** Number of rows by word. */
  int[] rows() {
    return rows;
  }

  /** Mean predictions on the scale of the stated feedback, unless they do not vary. */
  Optional<double[]> implied() {
    return implied;
  }
}
