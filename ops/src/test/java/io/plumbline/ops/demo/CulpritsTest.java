package io.plumbline.ops.demo;

import static org.assertj.core.api.Assertions.assertThat;

import io.plumbline.schemas.record.ImplicitItem;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class CulpritsTest {
  @Test
  void ranksFlippedWordsByDivergence() {
    Culprits culprits = new Culprits(new Truth(Set.of("awful", "great"), Set.of()));
    // By hand: of the 2 x 2 pairs three are won and one is lost.
    assertThat(
            culprits.auroc(
                List.of(
                    stated("awful", -3, 5.0),
                    stated("great", 3, 1.0),
                    stated("fine", 1, 2.0),
                    stated("bad", -2, 0.5),
                    neutral("grey", 9.0))))
        .hasValue(0.75);
  }

  @Test
  void ranksBoostedWordsByResidualAmongTheNeutralOnes() {
    Culprits culprits = new Culprits(new Truth(Set.of(), Set.of("grey")));
    assertThat(
            culprits.auroc(
                List.of(
                    neutral("grey", 2.0),
                    neutral("wide", 2.0),
                    neutral("tall", 1.0),
                    stated("fine", 1, 9.0))))
        .hasValue(0.75);
  }

  @Test
  void saysNothingWhereNothingIsWrong() {
    Culprits culprits = new Culprits(new Truth(Set.of(), Set.of()));
    assertThat(culprits.auroc(List.of(stated("fine", 1, 9.0), neutral("grey", 1)))).isEmpty();
  }

  private static ImplicitItem stated(String word, double stated, double divergence) {
    return new ImplicitItem(word, null, stated, 0.0, 0.0, divergence, 0.0, 1);
  }

  private static ImplicitItem neutral(String word, double residual) {
    return new ImplicitItem(word, null, 0.0, 0.0, residual, null, 0.0, 1);
  }
}
