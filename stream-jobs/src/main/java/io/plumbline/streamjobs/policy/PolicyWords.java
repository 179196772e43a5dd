package io.plumbline.streamjobs.policy;

import java.util.List;

/** The words that contexts let the model choose between, with their stated feedback. */
public final class PolicyWords {
  private final List<String> words;
  private final double[] stated;

  /**
   * A list of words.
   *
   * @param words sorted, each once
   * @param stated stated feedback by word: 0 for a neutral word, NaN where there is none
   * @throws IllegalArgumentException if the words are not sorted, or the arguments differ in length
   */
  public PolicyWords(List<String> words, double[] stated) {
    if (words.size() != stated.length) {
      throw new IllegalArgumentException(
          words.size() + " words with " + stated.length + " values of stated feedback");
    }
    for (int w = 1; w < words.size(); w++) {
      if (words.get(w - 1).compareTo(words.get(w)) >= 0) {
        throw new IllegalArgumentException("word '" + words.get(w) + "' is out of order");
      }
    }
    this.words = List.copyOf(words);
    this.stated = stated.clone();
  }

  public int size() {
    return stated.length;
  }

  public String word(int index) {
    return words.get(index);
  }

  /** Stated feedback: 0 for a neutral word, NaN where there is none. */
  public double stated(int index) {
    return stated[index];
  }
}
