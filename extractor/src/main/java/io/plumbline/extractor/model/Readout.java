package io.plumbline.extractor.model;

import java.util.List;
import java.util.OptionalDouble;

/**
 * How the final residual stream becomes logits: {@code cap(W_U norm(h))}, with {@code cap(z) = z},
 * or {@code c tanh(z / c)} where logits are capped softly. Usable as long as its model is open.
 */
public interface Readout {
  /** Kind of the final norm. */
  NormKind norm();

  /** What the final norm multiplies by, {@code [d_model]}; in Gemma 1 + its stored weight. */
  float[] gamma();

  /** What the final norm adds, {@code [d_model]}; zeros where it adds nothing. */
  float[] beta();

  /** What the final norm adds under its root. */
  float epsilon();

  /** c of the soft cap of the logits; empty where there is none. */
  OptionalDouble logitCap();

  /**
   * Rows of the unembedding W_U.
   *
   * @param tokens token ids, in any order
   * @return {@code [tokens, d_model]}, row-major
   * @throws IllegalArgumentException if an id is not in the vocabulary
   */
  float[] rows(List<Integer> tokens);
}
