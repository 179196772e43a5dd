package io.plumbline.extractor.capture;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LengthBatchesTest {
  @ParameterizedTest
  @ValueSource(ints = {64, 256, 768})
  void everySequenceIsInOneBatchAndLittleIsPadded(int count) {
    Random random = new Random(3);
    List<Integer> lengths =
        IntStream.range(0, count).map(i -> 5 + random.nextInt(90)).boxed().toList();
    List<List<Integer>> batches = LengthBatches.of(lengths);
    assertThat(batches.stream().flatMap(List::stream).sorted().toList())
        .isEqualTo(IntStream.range(0, count).boxed().toList());
    long padded = 0;
    for (List<Integer> batch : batches) {
      int longest = batch.stream().mapToInt(lengths::get).max().orElseThrow();
      assertThat(batch.size() * longest).isLessThanOrEqualTo(2048);
      padded += (long) batch.size() * longest;
    }
    long tokens = lengths.stream().mapToLong(Integer::longValue).sum();
    assertThat(padded).isLessThan((long) (1.05 * tokens));
    assertThat(LengthBatches.of(lengths)).isEqualTo(batches);
  }

  @Test
  void sequenceLongerThanABatchStandsAlone() {
    assertThat(LengthBatches.of(List.of(10_000, 3, 9_000)))
        .containsExactly(List.of(1), List.of(2), List.of(0));
    assertThat(LengthBatches.of(List.of())).isEmpty();
  }
}
