package io.plumbline.extractor.feedback;

import io.plumbline.schemas.record.Candidate;
import io.plumbline.schemas.record.CandidateRole;
import io.plumbline.schemas.record.FeedbackItem;
import io.plumbline.schemas.record.ItemForm;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * Three texts that differ in one word, each ending in it. What they have in common is the context,
 * the rest are the candidates.
 */
final class TripleForm implements FeedbackForm {
  private static final List<CandidateRole> ROLES =
      List.of(CandidateRole.POSITIVE, CandidateRole.NEGATIVE, CandidateRole.NEUTRAL);
  private static final Set<String> FIELDS =
      Set.of(
          "id",
          "positive",
          "negative",
          "neutral",
          "positive_word",
          "negative_word",
          "neutral_word",
          "positive_reward",
          "negative_reward",
          "neutral_reward");

  private final Lexicon lexicon;

  /**
   * Makes the form.
   *
   * @param lexicon gives rewards and classes of words for which a row states none
   */
  TripleForm(Lexicon lexicon) {
    this.lexicon = lexicon;
  }

  @Override
  public Set<String> marks() {
    return Set.of("positive", "negative", "neutral");
  }

  @Override
  public String title() {
    return "triples";
  }

  @Override
  public FeedbackItem parse(FeedbackRow row, String id) throws RowException {
    List<TargetText> texts = new ArrayList<>();
    for (CandidateRole role : ROLES) {
      texts.add(targetText(row, field(role)));
    }
    if (texts.stream().map(TargetText::text).distinct().count() < texts.size()) {
      throw new RowException("two of its three texts are the same");
    }
    int shared = sharedPrefix(texts);
    List<Candidate> candidates = new ArrayList<>();
    for (int i = 0; i < texts.size(); i++) {
      TargetText text = texts.get(i);
      Double stated = row.number(field(ROLES.get(i)) + "_reward");
      candidates.add(
          Candidate.newBuilder()
              .setText(text.text().substring(shared))
              .setTarget(text.word())
              .setRole(ROLES.get(i))
              .setReward(stated != null ? stated : lexicon.reward(text.word()))
              .setGroup(lexicon.group(text.word()))
              .build());
    }
    return FeedbackItem.newBuilder()
        .setDataset("")
        .setItem(id)
        .setIndex(0)
        .setForm(ItemForm.TRIPLE)
        .setContext(texts.get(0).text().substring(0, shared))
        .setCandidates(candidates)
        .setTags(row.tags(FIELDS))
        .build();
  }

  private static String field(CandidateRole role) {
    return role.name().toLowerCase(Locale.ROOT);
  }

  private static TargetText targetText(FeedbackRow row, String field) throws RowException {
    String text = row.text(field).stripTrailing();
    String lastWord = lastWord(text);
    String word = row.text(field + "_word", lastWord).strip();
    if (!text.endsWith(word)) {
      throw new RowException("text '" + field + "' does not end in its word '" + word + "'");
    }
    if (word.isEmpty() || !Character.isLetterOrDigit(word.codePointBefore(word.length()))) {
      throw new RowException(
          "text '" + field + "' does not end in a word; cut it behind the word that is meant");
    }
    if (text.length() == word.length()) {
      throw new RowException("text '" + field + "' has nothing before its word");
    }
    return new TargetText(text, word);
  }

  private static String lastWord(String text) {
    int start = text.length();
    while (start > 0 && !Character.isWhitespace(text.charAt(start - 1))) {
      start--;
    }
    return text.substring(start);
  }

  /** Length of what all texts start with before their words, up to the space before a word. */
  private static int sharedPrefix(List<TargetText> texts) {
    String first = texts.get(0).beforeWord();
    int shared = first.length();
    for (TargetText text : texts) {
      String other = text.beforeWord();
      int same = 0;
      while (same < Math.min(shared, other.length()) && first.charAt(same) == other.charAt(same)) {
        same++;
      }
      shared = same;
    }
    boolean wholeWords = texts.stream().allMatch(TripleForm::startsItsWordAfterASpace);
    if (!wholeWords) {
      boolean splitsAPair = shared > 0 && Character.isHighSurrogate(first.charAt(shared - 1));
      return splitsAPair ? shared - 1 : shared;
    }
    while (shared > 0 && !Character.isWhitespace(first.charAt(shared - 1))) {
      shared--;
    }
    while (shared > 0 && Character.isWhitespace(first.charAt(shared - 1))) {
      shared--;
    }
    return shared;
  }

  private static boolean startsItsWordAfterASpace(TargetText text) {
    String before = text.beforeWord();
    return Character.isWhitespace(before.charAt(before.length() - 1));
  }

  private record TargetText(String text, String word) {
    String beforeWord() {
      return text.substring(0, text.length() - word.length());
    }
  }
}
