package io.plumbline.extractor.tokenize;

/** Turns counts of code points, as the tokenizer gives them, into indices of Java's chars. */
final class CodePointIndex {
  private final int[] charAt;

  CodePointIndex(String text) {
    int points = text.codePointCount(0, text.length());
    charAt = new int[points + 1];
    int at = 0;
    for (int i = 0; i < points; i++) {
      charAt[i] = at;
      at += Character.charCount(text.codePointAt(at));
    }
    charAt[points] = at;
  }

  int charAt(int codePoints) {
    return charAt[codePoints];
  }
}
