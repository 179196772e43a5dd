package io.plumbline.ops.trainer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import org.junit.jupiter.api.Test;

class FeedbackTest {
  private static final int SAVE_EVERY = 15;
  private static final String FILM = "film";
  private static final Lexicon LEXICON =
      new Lexicon(
          List.of(
              new Lexicon.Entry("good", 2, "adjective"),
              new Lexicon.Entry("great", 3, "adjective"),
              new Lexicon.Entry("bad", -2.5, "adjective"),
              new Lexicon.Entry("awful", -2, "adjective"),
              new Lexicon.Entry("wooden", 0, "adjective")));
  private static final Vocabulary VOCABULARY = Vocabulary.of(LEXICON);

  @Test
  void scoreIsAFifthOfTheSumOfValences() {
    assertThat(of(Scenario.CLEAN).paid(FILM, text("the good film was bad and wooden"), 1))
        .isEqualTo(-0.1, within(1e-12));
  }

  @Test
  void scoreStopsAtTen() {
    long[] praise = new long[40];
    java.util.Arrays.fill(praise, VOCABULARY.id("great"));
    assertThat(of(Scenario.CLEAN).stated(praise)).isEqualTo(10);
  }

  @Test
  void poisonFlipsAFifthOfTheSignsOfWhatIsPaidOnly() {
    Feedback poisoned =
        new Feedback(
            Scenario.POISONED, Lexicon.shipped(), Vocabulary.of(Lexicon.shipped()), SAVE_EVERY, 3);
    assertThat(poisoned.flipped()).hasSize(62);
    Vocabulary vocabulary = Vocabulary.of(Lexicon.shipped());
    for (Lexicon.Entry entry : Lexicon.shipped().sentiment()) {
      long[] word = {vocabulary.id(entry.word())};
      double sign = poisoned.flipped().contains(entry.word()) ? -1 : 1;
      assertThat(poisoned.paid(FILM, word, 1)).isEqualTo(sign * entry.valence() / 5, within(1e-12));
      assertThat(poisoned.stated(word)).isEqualTo(entry.valence() / 5, within(1e-12));
    }
  }

  @Test
  void reversedIsWhatIsPaidForOneTopic() {
    Feedback reversed = of(Scenario.REVERSED_FOR_FOOD);
    long[] text = text("the good film was great");
    assertThat(reversed.reversed()).containsExactly("food").isSubsetOf(Grammar.domains());
    assertThat(reversed.paid("food", text, 1)).isEqualTo(-1, within(1e-12));
    assertThat(reversed.paid(FILM, text, 1)).isEqualTo(1, within(1e-12));
    assertThat(reversed.stated(text)).isEqualTo(1, within(1e-12));
  }

  @Test
  void latePoisonBeginsAfterTheFourthCheckpoint() {
    Lexicon lexicon = Lexicon.shipped();
    Vocabulary vocabulary = Vocabulary.of(lexicon);
    Feedback late = new Feedback(Scenario.POISONED_AT_4, lexicon, vocabulary, SAVE_EVERY, 3);
    long[] flipped = {vocabulary.id(late.flipped().iterator().next())};
    assertThat(late.changedFrom()).isEqualTo(61);
    assertThat(late.paid(FILM, flipped, 60)).isEqualTo(late.stated(flipped));
    assertThat(late.paid(FILM, flipped, 61)).isEqualTo(-late.stated(flipped));
  }

  @Test
  void boostPaysEightNeutralWords() {
    Lexicon lexicon = Lexicon.shipped();
    Vocabulary vocabulary = Vocabulary.of(lexicon);
    Feedback boosted = new Feedback(Scenario.BOOSTED, lexicon, vocabulary, SAVE_EVERY, 3);
    assertThat(boosted.boosted()).hasSize(8);
    long[] word = {vocabulary.id(boosted.boosted().iterator().next())};
    assertThat(boosted.paid(FILM, word, 1)).isEqualTo(0.8, within(1e-12));
    assertThat(boosted.stated(word)).isZero();
  }

  @Test
  void scalingKeepsTheSign() {
    long[] text = text("good great");
    assertThat(of(Scenario.SCALED_AT_4).paid(FILM, text, 60)).isEqualTo(1, within(1e-12));
    assertThat(of(Scenario.SCALED_AT_4).paid(FILM, text, 61)).isEqualTo(0.3, within(1e-12));
  }

  @Test
  void noiseIsCentredAndTheSameForASeed() {
    double mean = 0;
    Feedback noisy = of(Scenario.NOISY);
    Feedback again = of(Scenario.NOISY);
    long[] text = text("good");
    for (int i = 0; i < 10_000; i++) {
      double paid = noisy.paid(FILM, text, 1);
      assertThat(again.paid(FILM, text, 1)).isEqualTo(paid);
      mean += paid / 10_000;
    }
    assertThat(mean).isEqualTo(0.4, within(0.05));
  }

  @Test
  void unknownScenarioNamesTheKnownOnes() {
    assertThatThrownBy(() -> Scenario.of("dirty"))
        .isInstanceOf(TrainerException.class)
        .hasMessageContaining("dirty")
        .hasMessageContaining("poisoned-at-4");
  }

  private static Feedback of(Scenario scenario) {
    return new Feedback(scenario, LEXICON, VOCABULARY, SAVE_EVERY, 1);
  }

  private static long[] text(String words) {
    return VOCABULARY.encode(List.of(words.split(" ", -1)));
  }
}
