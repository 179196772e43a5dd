package io.plumbline.extractor.tokenize;

import java.util.Optional;

/** Token ids of a text, and where in the text each came from. */
public final class TokenizedText {
  /** Start and end of special tokens, which come from nowhere in the text. */
  public static final int NOWHERE = -1;

  private final String text;
  private final int[] ids;
  private final int[] starts;
  private final int[] ends;

  TokenizedText(String text, int[] ids, int[] starts, int[] ends) {
    this.text = text;
    this.ids = ids;
    this.starts = starts;
    this.ends = ends;
  }

  /** Number of tokens. */
  public int length() {
    return ids.length;
  }

  /** Id of a token. */
  public int id(int token) {
    return ids[token];
  }

  /** All ids; a copy. */
  public int[] ids() {
    return ids.clone();
  }

  /** Index of a token's first char in the text, or {@link #NOWHERE}. */
  public int start(int token) {
    return starts[token];
  }

  /** Index after a token's last char in the text, or {@link #NOWHERE}. */
  public int end(int token) {
    return ends[token];
  }

  /**
   * The tokens of a word: those that hold any part of it, and one before them that is mere
   * whitespace. Where whitespace is a token of its own, it is part of writing the word, as it is
   * where the word's first token holds it.
   *
   * @param from index of the word's first char
   * @param to index after its last char
   * @return nothing if no token holds any part
   */
  public Optional<TokenRange> word(int from, int to) {
    int first = -1;
    int last = -1;
    for (int i = 0; i < ids.length; i++) {
      boolean overlaps = starts[i] != NOWHERE && starts[i] < to && ends[i] > from;
      if (overlaps) {
        first = first < 0 ? i : first;
        last = i;
      }
    }
    if (first < 0) {
      return Optional.empty();
    }
    return Optional.of(new TokenRange(first > 0 && isBlank(first - 1) ? first - 1 : first, last));
  }

  /**
   * The tokens that hold any part of the text from a place on, to its end.
   *
   * @param from index of the first char
   * @return nothing if no token does
   */
  public Optional<TokenRange> from(int from) {
    int first = -1;
    int last = -1;
    for (int i = 0; i < ids.length; i++) {
      if (ends[i] > from) {
        first = first < 0 ? i : first;
        last = i;
      }
    }
    return first < 0 ? Optional.empty() : Optional.of(new TokenRange(first, last));
  }

  /** The text. */
  public String text() {
    return text;
  }

  private boolean isBlank(int token) {
    return starts[token] < ends[token] && text.substring(starts[token], ends[token]).isBlank();
  }
}
