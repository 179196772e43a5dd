package io.plumbline.extractor.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.plumbline.extractor.TestResources;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class ReadoutTest {
  private static final double TOLERANCE = 1e-4;

  static Stream<String> models() {
    return ReferenceModel.all();
  }

  /** What it hands out is enough to compute the model's log-probabilities from its residual. */
  @ParameterizedTest
  @MethodSource("models")
  void residualReadOutByHandGivesTheReferencesLogProbabilities(String name) throws IOException {
    try (ReferenceModel reference = new ReferenceModel(name)) {
      Architecture architecture = reference.model().architecture();
      int width = architecture.width();
      List<Integer> vocabulary = IntStream.range(0, architecture.vocabulary()).boxed().toList();
      HookPoint last = new HookPoint(architecture.layers() - 1, HookKind.RESID_POST);
      float[] residual = reference.expected(last, 0);
      float[] actual = new float[0];
      for (int row = 0; row < residual.length / width; row++) {
        float[] h = Arrays.copyOfRange(residual, row * width, (row + 1) * width);
        float[] logProbs = logProbs(reference.model().readout(), h, vocabulary);
        actual = Arrays.copyOf(actual, actual.length + logProbs.length);
        System.arraycopy(logProbs, 0, actual, actual.length - logProbs.length, logProbs.length);
      }
      assertThat(RelativeError.of(actual, reference.expectedLogProbs(0))).isLessThan(TOLERANCE);
    }
  }

  @Test
  void rowsComeInTheOrderAskedFor() throws IOException {
    try (ReferenceModel reference = new ReferenceModel("gptneox/parallel")) {
      int width = reference.model().architecture().width();
      Readout readout = reference.model().readout();
      float[] rows = readout.rows(List.of(47, 0, 47));
      assertThat(rows).hasSize(3 * width);
      assertThat(Arrays.copyOfRange(rows, 0, width))
          .isEqualTo(readout.rows(List.of(47)))
          .isEqualTo(Arrays.copyOfRange(rows, 2 * width, 3 * width))
          .isNotEqualTo(Arrays.copyOfRange(rows, width, 2 * width));
      assertThat(readout.rows(List.of())).isEmpty();
      assertThatThrownBy(() -> readout.rows(List.of(48)))
          .isInstanceOf(IllegalArgumentException.class);
    }
  }

  @Test
  void whereTheUnembeddingLiesIsKnownWithoutWeights() {
    Architecture own = ModelFamilies.read(TestResources.path("gptneox/parallel"));
    assertThat(own.tied()).isFalse();
    assertThat(own.unembedding()).isEqualTo("embed_out.weight");
    Architecture tied = ModelFamilies.read(TestResources.path("gptneox/sequential-bf16"));
    assertThat(tied.tied()).isTrue();
    assertThat(tied.unembedding()).isEqualTo("gpt_neox.embed_in.weight");
  }

  private static float[] logProbs(Readout readout, float[] h, List<Integer> vocabulary) {
    double[] normed = normed(readout, h);
    float[] rows = readout.rows(vocabulary);
    double[] logits = new double[vocabulary.size()];
    for (int v = 0; v < logits.length; v++) {
      for (int i = 0; i < h.length; i++) {
        logits[v] += normed[i] * rows[v * h.length + i];
      }
      if (readout.logitCap().isPresent()) {
        double cap = readout.logitCap().getAsDouble();
        logits[v] = cap * Math.tanh(logits[v] / cap);
      }
    }
    double sum = Arrays.stream(logits).map(Math::exp).sum();
    float[] logProbs = new float[logits.length];
    for (int v = 0; v < logits.length; v++) {
      logProbs[v] = (float) (logits[v] - Math.log(sum));
    }
    return logProbs;
  }

  private static double[] normed(Readout readout, float[] h) {
    boolean centred = readout.norm() == NormKind.LAYER_NORM;
    double mean =
        centred ? IntStream.range(0, h.length).mapToDouble(i -> h[i]).average().orElseThrow() : 0;
    double square = 0;
    for (float x : h) {
      square += (x - mean) * (x - mean) / h.length;
    }
    float[] gamma = readout.gamma();
    float[] beta = readout.beta();
    double[] normed = new double[h.length];
    for (int i = 0; i < h.length; i++) {
      normed[i] = gamma[i] * (h[i] - mean) / Math.sqrt(square + readout.epsilon()) + beta[i];
    }
    return normed;
  }
}
