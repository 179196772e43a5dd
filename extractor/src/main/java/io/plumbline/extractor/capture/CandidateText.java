package io.plumbline.extractor.capture;

import io.plumbline.extractor.tokenize.TextTokenizer;
import io.plumbline.extractor.tokenize.TokenRange;
import io.plumbline.extractor.tokenize.TokenizedText;
import java.util.ArrayList;
import java.util.List;

/**
 * A context and one candidate, as tokens.
 *
 * @param ids token ids
 * @param target tokens of the target word
 */
record CandidateText(List<Integer> ids, TokenRange target) {

  /**
   * Finds the target at the end of a text.
   *
   * @throws UnreadableItemException if nothing predicts the target, or the tokenizer does not know
   *     it
   */
  static CandidateText of(
      String item, String target, String text, TokenizedText tokens, TextTokenizer tokenizer)
      throws UnreadableItemException {
    int start = text.length() - target.length();
    TokenRange range =
        tokens
            .word(start, text.length())
            .orElseThrow(
                () ->
                    new UnreadableItemException(
                        item, "the tokenizer gives no token for its target '" + target + "'"));
    if (range.decision() < 0) {
      throw new UnreadableItemException(
          item, "its target '" + target + "' is the first token, so nothing predicts it");
    }
    List<Integer> ids = new ArrayList<>(tokens.length());
    for (int i = 0; i < tokens.length(); i++) {
      ids.add(tokens.id(i));
    }
    for (int i = range.first(); i <= range.last(); i++) {
      if (tokenizer.isUnknown(tokens.id(i))) {
        throw new UnreadableItemException(
            item, "the tokenizer does not know its target '" + target + "'");
      }
    }
    return new CandidateText(ids, range);
  }

  boolean sharesPrefixWith(CandidateText other) {
    int prefix = target.first();
    return other.target.first() == prefix
        && other.ids.subList(0, prefix).equals(ids.subList(0, prefix));
  }

  /** One choice per token of the target: log p(target) is the sum over its tokens. */
  List<Choice> choices() {
    List<Choice> choices = new ArrayList<>();
    for (int i = target.first(); i <= target.last(); i++) {
      choices.add(new Choice(i - 1, List.of(ids.get(i))));
    }
    return choices;
  }
}
