package io.plumbline.extractor.model;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Against Hugging Face transformers; see src/test/python/gptneox_reference.py. */
class GptNeoXReferenceTest {
  private static final double TOLERANCE = 1e-4;

  @ParameterizedTest
  @ValueSource(strings = {"parallel", "sequential-bf16", "sharded-f16"})
  void everyHookAndLogProbabilityAsInTransformers(String name) throws IOException {
    try (ReferenceModel reference = new ReferenceModel("gptneox/" + name)) {
      List<int[]> sequences = reference.sequences();
      ForwardResult together = reference.model().forward(reference.requestForAll(sequences));
      int from = 0;
      for (int s = 0; s < sequences.size(); s++) {
        int tokens = sequences.get(s).length;
        for (HookPoint hook : reference.hooks()) {
          int width = reference.model().architecture().width();
          float[] all = together.captures().get(hook);
          float[] actual = Arrays.copyOfRange(all, from * width, (from + tokens) * width);
          assertThat(RelativeError.of(actual, reference.expected(hook, s)))
              .as("%s of sequence %d", hook, s)
              .isLessThan(TOLERANCE);
        }
        float[] logProbs = flat(together.logProbs().subList(from, from + tokens));
        assertThat(RelativeError.of(logProbs, reference.expectedLogProbs(s)))
            .as("log-probabilities of sequence %d", s)
            .isLessThan(TOLERANCE);
        from += tokens;
      }
    }
  }

  @Test
  void paddingAndBatchSizeChangeNothingBeyondRounding() throws IOException {
    try (ReferenceModel reference = new ReferenceModel("gptneox/parallel")) {
      int[] sequence = reference.sequences().get(2);
      ForwardResult alone = reference.model().forward(reference.requestForAll(List.of(sequence)));
      for (int others : new int[] {6, 31}) {
        List<int[]> batch = new java.util.ArrayList<>(List.of(sequence));
        batch.addAll(java.util.Collections.nCopies(others, reference.sequences().get(0)));
        ForwardResult among = reference.model().forward(reference.requestForAll(batch));
        for (HookPoint hook : reference.hooks()) {
          float[] expected = alone.captures().get(hook);
          float[] actual = Arrays.copyOf(among.captures().get(hook), expected.length);
          assertThat(RelativeError.of(actual, expected)).as("%s", hook).isLessThan(1e-5);
        }
        assertThat(
                RelativeError.of(
                    flat(among.logProbs().subList(0, sequence.length)), flat(alone.logProbs())))
            .isLessThan(1e-5);
      }
    }
  }

  @Test
  void sameRequestGivesSameBits() throws IOException {
    try (ReferenceModel reference = new ReferenceModel("gptneox/parallel")) {
      ForwardRequest request = reference.requestForAll(reference.sequences());
      ForwardResult first = reference.model().forward(request);
      ForwardResult second = reference.model().forward(request);
      for (HookPoint hook : reference.hooks()) {
        assertThat(second.captures().get(hook)).isEqualTo(first.captures().get(hook));
      }
      assertThat(flat(second.logProbs())).isEqualTo(flat(first.logProbs()));
    }
  }

  @Test
  void predictionsAskForAnyTokensInAnyOrder() throws IOException {
    try (ReferenceModel reference = new ReferenceModel("gptneox/parallel")) {
      float[] expected = reference.expectedLogProbs(0);
      List<Prediction> wanted =
          List.of(
              new Prediction(new Row(0, 4), List.of(5)),
              new Prediction(new Row(0, 2), List.of(47, 0, 5)),
              new Prediction(new Row(0, 2), List.of()));
      List<float[]> logProbs =
          reference
              .model()
              .forward(
                  new ForwardRequest(reference.sequences().subList(0, 1), new TreeMap<>(), wanted))
              .logProbs();
      assertThat(logProbs.get(0)[0])
          .isCloseTo(expected[4 * 48 + 5], org.assertj.core.api.Assertions.within(1e-4f));
      assertThat(logProbs.get(1)[0])
          .isCloseTo(expected[2 * 48 + 47], org.assertj.core.api.Assertions.within(1e-4f));
      assertThat(logProbs.get(1)[2])
          .isCloseTo(expected[2 * 48 + 5], org.assertj.core.api.Assertions.within(1e-4f));
      assertThat(logProbs.get(2)).isEmpty();
    }
  }

  private static float[] flat(List<float[]> rows) {
    int size = rows.stream().mapToInt(row -> row.length).sum();
    float[] all = new float[size];
    int at = 0;
    for (float[] row : rows) {
      System.arraycopy(row, 0, all, at, row.length);
      at += row.length;
    }
    return all;
  }
}
