package io.plumbline.extractor.capture;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class PrefixSharingTest {
  private static final int WIDTH = 64;

  @Test
  void textsOfAnItemAreReadTogether() {
    Reading positive = reading("a", 20, 100);
    Reading negative = reading("a", 20, 101);
    Reading neutral = reading("a", 20, 102);
    Reading next = reading("b", 20, 100);
    List<List<Reading>> joined =
        PrefixSharing.of(List.of(positive, negative, neutral, next), WIDTH, (a, b) -> true);
    assertThat(joined).containsExactly(List.of(positive, negative, neutral), List.of(next));
    assertThat(PrefixSharing.length(joined.get(0))).isEqualTo(23);
    assertThat(PrefixSharing.of(List.of(positive, negative), WIDTH, (a, b) -> false))
        .containsExactly(List.of(positive), List.of(negative));
    assertThat(PrefixSharing.of(List.of(), WIDTH, (a, b) -> true)).isEmpty();
  }

  /** In the attention of a joint sequence every token meets those of the other texts, too. */
  @Test
  void longTextsThatShareLittleAreReadByThemselves() {
    Reading chosen = reading("a", 3, IntStream.range(100, 900).toArray());
    Reading rejected = reading("a", 3, IntStream.range(1000, 1800).toArray());
    assertThat(PrefixSharing.of(List.of(chosen, rejected), WIDTH, (a, b) -> true))
        .containsExactly(List.of(chosen), List.of(rejected));
    Reading apart = reading("b", 0, 1, 2);
    Reading other = reading("b", 0, 3, 4);
    assertThat(PrefixSharing.of(List.of(apart, other), WIDTH, (a, b) -> true)).hasSize(2);
  }

  private static Reading reading(String item, int shared, int... own) {
    List<Integer> tokens =
        Stream.concat(IntStream.range(0, shared).boxed(), IntStream.of(own).boxed()).toList();
    return new Reading(
        item, 0, tokens, List.of(shared), false, List.of(), Reading.CONTEXT, List.of(), null);
  }
}
