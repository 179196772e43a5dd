package io.plumbline.extractor.model;

import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Texts that begin alike, as one sequence: the tokens that all of them share, once, then the rest
 * of each text. A token sees those of its own text only, so that its activations are those of the
 * text by itself, up to rounding.
 */
public final class TokenTree {
  private final List<int[]> texts;
  private final int shared;
  private final int[] starts;
  private final int length;

  private TokenTree(List<int[]> texts, int shared) {
    this.texts = texts;
    this.shared = shared;
    this.starts = new int[texts.size()];
    int at = shared;
    for (int t = 0; t < starts.length; t++) {
      starts[t] = at;
      at += texts.get(t).length - shared;
    }
    this.length = at;
  }

  /**
   * Joins texts.
   *
   * @param texts token ids of each, at least one text; not copied
   */
  public static TokenTree of(List<int[]> texts) {
    int[] first = texts.get(0);
    int shared = first.length;
    for (int[] text : texts) {
      int differs = Arrays.mismatch(first, text);
      shared = Math.min(shared, differs < 0 ? first.length : differs);
    }
    return new TokenTree(List.copyOf(texts), shared);
  }

  /** Each text as a tree of its own. */
  public static List<TokenTree> each(List<int[]> texts) {
    return texts.stream().map(text -> of(List.of(text))).toList();
  }

  /** Number of places: the tokens, those that are shared counted once. */
  public int length() {
    return length;
  }

  /**
   * Where a token of a text stands.
   *
   * @param position index of the token in its text
   */
  public int place(int text, int position) {
    if (position < 0 || position >= texts.get(text).length) {
      throw new IllegalArgumentException(
          "position " + position + " of a text of " + texts.get(text).length + " tokens");
    }
    return position < shared ? position : starts[text] + position - shared;
  }

  /** Whether it is a single text, so that places are positions. */
  public boolean isPlain() {
    return texts.size() == 1;
  }

  /** Number of tokens at the start that all texts share. */
  public int shared() {
    return shared;
  }

  /** Position in its text of each place, {@code [length]}. */
  public int[] positions() {
    int[] positions = new int[length];
    int[] branches = branches();
    for (int place = 0; place < length; place++) {
      positions[place] = place < shared ? place : shared + place - branches[place];
    }
    return positions;
  }

  /** For each place beyond the shared ones the place where its own text goes on, and 0 for them. */
  public int[] branches() {
    int[] branches = new int[length];
    for (int t = 0; t < starts.length; t++) {
      Arrays.fill(branches, starts[t], starts[t] + texts.get(t).length - shared, starts[t]);
    }
    return branches;
  }

  /** Length of the longest text. */
  public int longest() {
    return lengths().max().orElseThrow();
  }

  /** Length of each text. */
  public IntStream lengths() {
    return texts.stream().mapToInt(text -> text.length);
  }

  /** Token ids by place, {@code [length]}. */
  public int[] ids() {
    int[] ids = Arrays.copyOf(texts.get(0), length);
    for (int t = 1; t < starts.length; t++) {
      int[] text = texts.get(t);
      System.arraycopy(text, shared, ids, starts[t], text.length - shared);
    }
    return ids;
  }
}
