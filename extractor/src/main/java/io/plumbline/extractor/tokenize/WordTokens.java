package io.plumbline.extractor.tokenize;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;

/**
 * Which words are a single token where a word follows another one. Only these can be compared by
 * one row of the head's output.
 *
 * @param words indices of the words that are, ascending
 * @param tokens token of each of them
 */
public record WordTokens(List<Integer> words, List<Integer> tokens) {
  /** Any word does: what counts is that something stands before. */
  private static final String BEFORE = "the";

  public WordTokens {
    words = List.copyOf(words);
    tokens = List.copyOf(tokens);
  }

  /** Looks the words up, by tokenizing each after another word and a space. */
  public static WordTokens of(List<String> words, TextTokenizer tokenizer) {
    TokenizedText before = tokenizer.encode(BEFORE);
    List<Integer> indices = new ArrayList<>();
    List<Integer> tokens = new ArrayList<>();
    for (int i = 0; i < words.size(); i++) {
      OptionalInt token = single(words.get(i), before, tokenizer);
      if (token.isPresent()) {
        indices.add(i);
        tokens.add(token.getAsInt());
      }
    }
    return new WordTokens(indices, tokens);
  }

  private static OptionalInt single(String word, TokenizedText before, TextTokenizer tokenizer) {
    int start = BEFORE.length() + 1;
    TokenizedText text = tokenizer.encode(BEFORE + " " + word);
    TokenRange range = text.word(start, start + word.length()).orElse(new TokenRange(0, -1));
    if (range.length() != 1 || text.length() != before.length() + 1) {
      return OptionalInt.empty();
    }
    int token = text.id(range.first());
    return tokenizer.isUnknown(token) ? OptionalInt.empty() : OptionalInt.of(token);
  }
}
