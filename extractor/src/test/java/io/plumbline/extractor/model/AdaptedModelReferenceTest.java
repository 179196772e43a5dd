package io.plumbline.extractor.model;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Models with an adapter over them, against PEFT; see src/test/python/lora_reference.py. */
class AdaptedModelReferenceTest {
  private static final double TOLERANCE = 1e-4;

  @ParameterizedTest
  @ValueSource(
      strings = {
        "plain",
        "rslora",
        "patterns",
        "all-linear-bf16",
        "modules-to-save",
        "untied-head",
        "untied-embedding",
        "kept-ties",
        "kept-ties-lora",
        "lost-ties",
        "head-and-embedding",
        "old-head-name",
        "sharded-f16"
      })
  void everyHookAndLogProbabilityAsInPeft(String name) throws IOException {
    try (ReferenceModel reference = ReferenceModel.adapted("lora/" + name)) {
      List<int[]> sequences = reference.sequences();
      ForwardResult together = reference.model().forward(reference.requestForAll(sequences));
      int width = reference.model().architecture().width();
      int from = 0;
      for (int s = 0; s < sequences.size(); s++) {
        int tokens = sequences.get(s).length;
        assertThat(reference.hooks()).hasSizeGreaterThanOrEqualTo(8);
        for (HookPoint hook : reference.hooks()) {
          float[] actual =
              Arrays.copyOfRange(
                  together.captures().get(hook), from * width, (from + tokens) * width);
          assertThat(RelativeError.of(actual, reference.expected(hook, s)))
              .as("%s of sequence %d", hook, s)
              .isLessThan(TOLERANCE);
        }
        float[] expected = reference.expectedLogProbs(s);
        float[] actual = new float[expected.length];
        int vocabulary = expected.length / tokens;
        for (int t = 0; t < tokens; t++) {
          System.arraycopy(
              together.logProbs().get(from + t), 0, actual, t * vocabulary, vocabulary);
        }
        assertThat(RelativeError.of(actual, expected))
            .as("log-probabilities of sequence %d", s)
            .isLessThan(TOLERANCE);
        from += tokens;
      }
    }
  }
}
