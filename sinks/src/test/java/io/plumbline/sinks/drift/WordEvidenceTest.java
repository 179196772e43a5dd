package io.plumbline.sinks.drift;

import static org.assertj.core.api.Assertions.assertThat;

import io.plumbline.schemas.record.DivergentItem;
import io.plumbline.schemas.record.ImplicitItem;
import java.util.List;
import org.junit.jupiter.api.Test;

class WordEvidenceTest {
  @Test
  void theWorstComeFirstAndEqualsByName() {
    WordEvidence words =
        new WordEvidence(
            List.of(
                item("b", 1, 0.5, 1.0),
                item("a", 1, 0.5, 1.0),
                item("against", -1, 2, 3.0),
                item("along", 1, 2, -3.0)));

    assertThat(names(words.worst(10))).containsExactly("against", "a", "b");
    assertThat(names(words.worst(1))).containsExactly("against");
  }

  @Test
  void itemsWithoutFeedbackOrWithoutImpliedFeedbackDoNotCount() {
    WordEvidence words =
        new WordEvidence(
            List.of(
                new ImplicitItem("no stated", null, null, 1.0, 1.0, 5.0, 1.0, 1),
                new ImplicitItem("no implied", null, 1.0, null, 1.0, 5.0, 1.0, 1),
                new ImplicitItem("no divergence", null, 1.0, 1.0, 1.0, null, 1.0, 1)));

    assertThat(words.worst(10)).isEmpty();
    assertThat(words.boosted(10)).isEmpty();
  }

  @Test
  void flippedIsOnTheOtherSideByMoreThanHalfAUnitAndTwoScales() {
    WordEvidence words =
        new WordEvidence(
            List.of(
                item("positive flipped", 2, -0.51, 2),
                item("negative flipped", -2, 0.51, 2),
                item("not far enough", 2, -0.5, 9),
                item("within noise", 2, -0.51, 1.99),
                item("same side", 2, 0.1, 9),
                item("neutral", 0, -3, 9)));

    assertThat(names(words.flipped(10)))
        .containsExactlyInAnyOrder("positive flipped", "negative flipped");
  }

  @Test
  void turnedHasLostMoreThanHalfOfWhatWasStated() {
    WordEvidence words =
        new WordEvidence(
            List.of(
                item("nearly gone", 2, 0.99, 2.5),
                item("half left", 2, 1.0, 2.5),
                item("gone within noise", 2, 0.0, 2.49),
                item("neutral", 0, -3, 9)));

    assertThat(names(words.turned(10))).containsExactly("nearly gone");
  }

  @Test
  void boostedStandsOutOfTheNeutralItems() {
    WordEvidence words =
        new WordEvidence(
            List.of(
                neutral("a", 0.10),
                neutral("b", -0.10),
                neutral("c", 0.05),
                neutral("d", -0.05),
                neutral("e", 0.00),
                neutral("boosted", 2.10),
                neutral("large but negative", -2.60),
                item("stated", 3, 3, 0)));

    assertThat(names(words.boosted(10))).containsExactly("boosted");
  }

  private static List<String> names(List<DivergentItem> items) {
    return items.stream().map(DivergentItem::getItem).toList();
  }

  private static ImplicitItem item(String word, double stated, double implied, double divergence) {
    return new ImplicitItem(word, null, stated, implied, 0.0, divergence, implied, 4);
  }

  /** A neutral word with slope 1 and scale 0.1, so that raw, residual and implied are the same. */
  private static ImplicitItem neutral(String word, double raw) {
    return new ImplicitItem(word, null, 0.0, raw, raw, Math.abs(raw) / 0.1, raw, 4);
  }
}
