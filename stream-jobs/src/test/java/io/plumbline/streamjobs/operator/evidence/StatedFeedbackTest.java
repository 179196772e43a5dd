package io.plumbline.streamjobs.operator.evidence;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.plumbline.schemas.record.Candidate;
import io.plumbline.schemas.record.CandidateRole;
import io.plumbline.schemas.record.FeedbackItem;
import io.plumbline.schemas.record.ItemForm;
import io.plumbline.schemas.serde.TrustedRecords;
import java.util.List;
import org.junit.jupiter.api.Test;

class StatedFeedbackTest {
  static {
    TrustedRecords.trust();
  }

  private static final FeedbackItem TRIPLE =
      item("t", 0, ItemForm.TRIPLE)
          .setContext("it was")
          .setCandidates(
              List.of(
                  candidate("bad", CandidateRole.NEGATIVE, -2.0),
                  candidate("grey", CandidateRole.NEUTRAL, null),
                  candidate("good", CandidateRole.POSITIVE, 9.0)))
          .build();
  private static final FeedbackItem LEXICON =
      item("lex", 1, ItemForm.LEXICON)
          .setContext("")
          .setCandidates(
              List.of(
                  candidate("good", CandidateRole.WORD, 2.0),
                  candidate("fine", CandidateRole.WORD, null)))
          .build();
  private static final FeedbackItem CONTEXT =
      item("c", 2, ItemForm.LEXICON_CONTEXT)
          .setContext("Say: well")
          .setTextStart(4)
          .setLexicon("lex")
          .setCandidates(List.of())
          .build();
  private static final StatedFeedback FEEDBACK =
      new StatedFeedback(List.of(CONTEXT, LEXICON, TRIPLE));

  @Test
  void knowsEveryWordOnceAsTheLexiconStatesIt() {
    assertThat(FEEDBACK.words().size()).isEqualTo(4);
    assertThat(stated("good")).isEqualTo(2);
    assertThat(stated("bad")).isEqualTo(-2);
    assertThat(stated("fine")).isNaN();
  }

  @Test
  void takesANeutralWordWithoutARewardForZero() {
    assertThat(stated("grey")).isZero();
  }

  @Test
  void findsTheWordsOfATripleByTheirRoles() {
    assertThat(FEEDBACK.triples())
        .singleElement()
        .satisfies(
            triple -> {
              assertThat(triple.word(triple.positive())).isEqualTo("good");
              assertThat(triple.word(triple.negative())).isEqualTo("bad");
              assertThat(triple.word(triple.neutral())).isEqualTo("grey");
              assertThat(triple.stated(triple.positive())).isEqualTo(9);
            });
  }

  @Test
  void resamplesByPromptWhereThereIsOne() throws Exception {
    assertThat(FEEDBACK.unit("c").prompt()).isEqualTo("prompt:Say:");
    assertThat(FEEDBACK.unit("t").prompt()).isEqualTo("item:t");
  }

  @Test
  void namesWhatTheDatasetLacks() {
    assertThatThrownBy(() -> FEEDBACK.unit("x"))
        .isInstanceOf(UnusableEvidenceException.class)
        .hasMessageContaining("item x");
    assertThatThrownBy(() -> FEEDBACK.lexiconWords("other", List.of(0)))
        .isInstanceOf(UnusableEvidenceException.class)
        .hasMessageContaining("lexicon other");
    assertThatThrownBy(() -> FEEDBACK.lexiconWords("lex", List.of(2)))
        .isInstanceOf(UnusableEvidenceException.class)
        .hasMessageContaining("word 2");
  }

  private static double stated(String word) {
    return FEEDBACK.words().stated(FEEDBACK.index(word));
  }

  private static FeedbackItem.Builder item(String id, int index, ItemForm form) {
    return FeedbackItem.newBuilder().setDataset("d").setItem(id).setIndex(index).setForm(form);
  }

  private static Candidate candidate(String word, CandidateRole role, Double reward) {
    return Candidate.newBuilder()
        .setText(" " + word)
        .setTarget(word)
        .setRole(role)
        .setReward(reward)
        .build();
  }
}
