package io.plumbline.extractor.tokenize;

/**
 * Neighbouring tokens.
 *
 * @param first the first
 * @param last the last, inclusive
 */
public record TokenRange(int first, int last) {
  /** Number of tokens. */
  public int length() {
    return last - first + 1;
  }

  /** The token that predicts the first of these; -1 if there is none. */
  public int decision() {
    return first - 1;
  }
}
