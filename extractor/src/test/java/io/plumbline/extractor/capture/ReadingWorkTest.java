package io.plumbline.extractor.capture;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class ReadingWorkTest {
  @Test
  void whatIsSharedCountsOnceAndPaddingCounts() {
    List<Reading> triple = List.of(reading("a", 100, 19), reading("a", 101, 19));
    List<Reading> alone = List.of(reading("b", 100, 18, 19));
    assertThat(ReadingWork.of(List.of(triple, alone), List.of(List.of(1, 0))))
        .isEqualTo(new ReadingWork(3, 63, 43, 44, 3));
    ReadingWork apart = ReadingWork.of(List.of(triple, alone), List.of(List.of(1), List.of(0)));
    assertThat(apart.padded()).isEqualTo(43);
    assertThat(apart.plus(ReadingWork.NONE).plus(apart))
        .isEqualTo(new ReadingWork(6, 126, 86, 86, 6));
  }

  /** Twenty tokens that all have, one more, and what is predicted at some positions. */
  private static Reading reading(String item, int last, int... predicting) {
    List<Integer> tokens = Stream.concat(IntStream.range(0, 20).boxed(), Stream.of(last)).toList();
    List<Choice> choices =
        IntStream.of(predicting).mapToObj(at -> new Choice(at, List.of(last))).toList();
    return new Reading(
        item, 0, tokens, List.of(20), false, List.of(), Reading.CONTEXT, choices, null);
  }
}
