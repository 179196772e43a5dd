package io.plumbline.extractor.capture;

import io.plumbline.extractor.tokenize.TextTokenizer;
import io.plumbline.extractor.tokenize.TokenRange;
import io.plumbline.extractor.tokenize.TokenizedText;
import io.plumbline.schemas.settings.CapturePositions;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/**
 * A context and one candidate, as tokens.
 *
 * @param ids token ids
 * @param target tokens of the target word or response
 */
record CandidateText(List<Integer> ids, TokenRange target) {

  /**
   * Finds the word at the end of a text.
   *
   * @throws UnreadableItemException if nothing predicts the word, or the tokenizer does not know it
   */
  static CandidateText word(String item, String word, TokenizedText tokens, TextTokenizer tokenizer)
      throws UnreadableItemException {
    int end = tokens.text().length();
    TokenRange range =
        tokens
            .word(end - word.length(), end)
            .orElseThrow(
                () ->
                    new UnreadableItemException(
                        item, "the tokenizer gives no token for its target '" + word + "'"));
    if (range.decision() < 0) {
      throw new UnreadableItemException(
          item, "its target '" + word + "' is the first token, so nothing predicts it");
    }
    CandidateText text = new CandidateText(ids(tokens), range);
    if (text.targetIds().stream().anyMatch(tokenizer::isUnknown)) {
      throw new UnreadableItemException(
          item, "the tokenizer does not know its target '" + word + "'");
    }
    return text;
  }

  /**
   * Finds the response after a prompt: every token that holds any part of it. Where it is the very
   * first token, nothing predicts that one, and the log-probability is of the others.
   *
   * @param start where in the text the response starts
   * @throws UnreadableItemException if it has no token that is predicted, or the tokenizer knows
   *     none of them
   */
  static CandidateText response(
      String item, int start, TokenizedText tokens, TextTokenizer tokenizer)
      throws UnreadableItemException {
    TokenRange range =
        tokens
            .from(start)
            .orElseThrow(() -> new UnreadableItemException(item, "a response of it has no tokens"));
    CandidateText text = new CandidateText(ids(tokens), range);
    if (text.choices().isEmpty()) {
      throw new UnreadableItemException(
          item, "a response of it is a single token with nothing before, so nothing predicts it");
    }
    if (text.targetIds().stream().allMatch(tokenizer::isUnknown)) {
      throw new UnreadableItemException(
          item, "the tokenizer does not know a word of one of its responses");
    }
    return text;
  }

  /**
   * Responses to one prompt, all from the token on at which the first of them begins. Where a token
   * holds the end of the prompt and the start of one response, that end is a token of its own
   * before another: it counts to both, or their log-probabilities would not be of the same text.
   */
  static List<CandidateText> aligned(List<CandidateText> responses) {
    int first = responses.stream().mapToInt(text -> text.target.first()).min().orElseThrow();
    List<Integer> shared = responses.get(0).ids;
    for (CandidateText text : responses) {
      int same = 0;
      while (same < Math.min(first, text.ids.size())
          && shared.get(same).equals(text.ids.get(same))) {
        same++;
      }
      first = same;
    }
    int start = first;
    return responses.stream()
        .map(text -> new CandidateText(text.ids, new TokenRange(start, text.target.last())))
        .toList();
  }

  private static List<Integer> ids(TokenizedText tokens) {
    return IntStream.of(tokens.ids()).boxed().toList();
  }

  private List<Integer> targetIds() {
    return ids.subList(target.first(), target.last() + 1);
  }

  boolean sharesPrefixWith(CandidateText other) {
    int prefix = target.first();
    return other.target.first() == prefix
        && other.ids.subList(0, prefix).equals(ids.subList(0, prefix));
  }

  /** Whether a token stands before the target. */
  boolean isPredicted() {
    return target.decision() >= 0;
  }

  /**
   * Positions of the rows.
   *
   * @throws UnreadableItemException if there is none
   */
  List<Integer> rows(String item, CapturePositions positions) throws UnreadableItemException {
    return switch (positions) {
      case LAST -> List.of(target.last());
      case TARGET, MEAN, ALL ->
          IntStream.rangeClosed(target.first(), target.last()).boxed().toList();
      case DECISION -> {
        if (!isPredicted()) {
          throw new UnreadableItemException(
              item, "nothing stands before a response of it, so it has no decision position");
        }
        yield List.of(target.decision());
      }
    };
  }

  /** One choice per token of the target: log p(target) is the sum over its tokens. */
  List<Choice> choices() {
    List<Choice> choices = new ArrayList<>();
    for (int i = Math.max(target.first(), 1); i <= target.last(); i++) {
      choices.add(new Choice(i - 1, List.of(ids.get(i))));
    }
    return choices;
  }
}
