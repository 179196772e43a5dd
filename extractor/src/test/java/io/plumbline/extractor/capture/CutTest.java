package io.plumbline.extractor.capture;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;

class CutTest {
  @Test
  void messagesStayBelowTheBrokersLimit() {
    List<String> rows = Collections.nCopies(1000, "row");
    assertThat(Cut.of(rows, 256, 64 * 4))
        .extracting(List::size)
        .containsExactly(256, 256, 256, 232);
    int wide = 4096 * 4;
    assertThat(Cut.of(rows, 256, wide))
        .allSatisfy(part -> assertThat(part.size() * wide).isLessThan(1 << 20));
    assertThat(Cut.of(rows, 256, 10_000_000)).hasSize(1000);
    assertThat(Cut.of(List.of(), 256, 256)).containsExactly(List.of());
  }

  @Test
  void rowsThatBelongTogetherStayInOneBatchWhereTheyFit() {
    List<String> rows = List.of("a", "b", "b", "b", "c", "c", "d", "d", "d", "d", "d", "e");
    assertThat(Cut.of(rows, 4, 4, String::equals))
        .containsExactly(
            List.of("a", "b", "b", "b"),
            List.of("c", "c"),
            List.of("d", "d", "d", "d"),
            List.of("d", "e"));
  }

  @Test
  void shardsHaveEnoughItemsOrEnoughBytes() {
    List<Long> costs = Collections.nCopies(10, 20L << 20);
    assertThat(ShardCut.of(costs, 256))
        .containsExactly(
            new ShardCut.Range(0, 3),
            new ShardCut.Range(3, 6),
            new ShardCut.Range(6, 9),
            new ShardCut.Range(9, 10));
    assertThat(ShardCut.of(Collections.nCopies(5, 1L), 2))
        .containsExactly(
            new ShardCut.Range(0, 2), new ShardCut.Range(2, 4), new ShardCut.Range(4, 5));
    assertThat(ShardCut.of(List.of(1L << 40, 1L), 9))
        .containsExactly(new ShardCut.Range(0, 1), new ShardCut.Range(1, 2));
  }
}
