package io.plumbline.streamjobs.attribution;

import io.plumbline.streamjobs.linalg.FloatMatrix;
import io.plumbline.streamjobs.linalg.Vectors;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/** Reads directions in words, through the base's final norm and unembedding. */
public final class LogitLens {
  private final FinalNorm norm;
  private final List<String> texts;
  private final FloatMatrix rows;
  private final double[] mean;

  /**
   * A lens of some tokens.
   *
   * @param texts each token as text
   * @param rows their rows of the unembedding, {@code [tokens, d_model]}
   * @throws IllegalArgumentException if they differ in number
   */
  public LogitLens(FinalNorm norm, List<String> texts, FloatMatrix rows) {
    if (texts.size() != rows.rows()) {
      throw new IllegalArgumentException(texts.size() + " tokens with " + rows.rows() + " rows");
    }
    this.norm = norm;
    this.texts = List.copyOf(texts);
    this.rows = rows;
    this.mean = new double[rows.columns()];
    for (int t = 0; t < rows.rows(); t++) {
      Vectors.add(mean, rows, t, 1.0 / rows.rows());
    }
  }

  /**
   * The tokens that gain most, the first of equal ones first.
   *
   * @param direction change of the residual stream in units of its norm scale, {@code [d_model]}
   */
  public List<LensWord> towards(double[] direction, int count) {
    double[] pushed = norm.push(direction);
    double shared = Vectors.dot(pushed, mean);
    double[] weights = new double[rows.rows()];
    for (int t = 0; t < weights.length; t++) {
      weights[t] = Vectors.dot(rows, t, pushed) - shared;
    }
    return IntStream.range(0, weights.length)
        .boxed()
        .sorted(Comparator.<Integer>comparingDouble(t -> -weights[t]).thenComparing(t -> t))
        .limit(count)
        .map(t -> new LensWord(texts.get(t), weights[t]))
        .toList();
  }

  /** The tokens that lose most. */
  public List<LensWord> away(double[] direction, int count) {
    return towards(Vectors.times(direction, -1), count).stream()
        .map(word -> new LensWord(word.text(), -word.weight()))
        .toList();
  }
}
