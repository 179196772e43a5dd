package io.plumbline.streamjobs.probe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import io.plumbline.streamjobs.linalg.BinaryCodec;
import io.plumbline.streamjobs.linalg.CsrMatrix;
import io.plumbline.streamjobs.linalg.FloatMatrix;
import io.plumbline.streamjobs.linalg.NaiveMatrixProduct;
import io.plumbline.streamjobs.linalg.Reference;
import io.plumbline.streamjobs.stats.Estimate;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The whole probe, all three lives over several checkpoints, equals one built of scikit-learn. */
class DeltaRidgeReferenceTest {
  private static final JsonNode REFERENCE = Reference.read("probe.json");
  private static final List<String> SCORES =
      List.of(
          "change",
          "change_pearson",
          "change_sign_accuracy",
          "change_spearman",
          "gap",
          "kendall_tau",
          "pearson",
          "selectivity",
          "sign_accuracy",
          "spearman",
          "weight_cosine");

  @ParameterizedTest
  @ValueSource(strings = {"primal", "dual"})
  void livesScoresAndControls(String run) {
    DeltaRidgeProbe probe = new DeltaRidgeProbe(options());
    ProbeState state = ProbeState.initial();
    for (JsonNode step : REFERENCE.get(run).get("steps")) {
      DeltaRidgeProbe.Checkpoint checkpoint =
          probe.next(
              BinaryCodec.fromBytes(
                  BinaryCodec.toBytes(state::write), in -> ProbeState.read(in, true)),
              triples(step.get("triples")),
              controls(step.get("triples")));
      for (Life life : Life.values()) {
        ProbeResult result = checkpoint.results().get(life);
        JsonNode expected = step.get("results").get(life.name());
        if (expected == null) {
          assertThat(result.reason()).contains("nothing was learned before this checkpoint");
        } else {
          assertResult(result, expected);
        }
      }
      assertResult(checkpoint.direct(), step.get("results").get("direct"));
      state = checkpoint.state();
    }
  }

  private static void assertResult(ProbeResult result, JsonNode expected) {
    assertThat(result.reason()).isEmpty();
    for (String name : SCORES) {
      assertEstimate(result.scores().get(name), expected.get(name));
      if (expected.has(name + "_interval")) {
        assertInterval(result.scores().get(name), expected.get(name + "_interval"));
      }
    }
    for (String name : List.of("sign_within", "shuffled", "raw", "length", "bag_of_words")) {
      assertEstimate(result.controls().get(name), expected.get(name));
    }
    assertThat(result.weights())
        .containsExactly(Reference.doubles(expected.get("weights")), within(1e-8));
    assertThat(result.words().stream().mapToDouble(WordFeedback::raw).toArray())
        .containsExactly(Reference.doubles(expected.get("words")), within(1e-8));
    assertThat(result.words().stream().mapToDouble(w -> w.implied().orElseThrow()).toArray())
        .containsExactly(Reference.doubles(expected.get("implied")), within(1e-8));
  }

  private static void assertEstimate(Estimate actual, JsonNode expected) {
    if (expected == null) {
      assertThat(actual).isNull();
    } else if (expected.isNull()) {
      assertThat(actual.statistic().reason()).contains("there are no weights before these");
    } else {
      assertThat(actual.statistic().getAsDouble()).isCloseTo(expected.asDouble(), within(1e-8));
    }
  }

  private static void assertInterval(Estimate actual, JsonNode expected) {
    assertThat(actual.interval().orElseThrow().low())
        .isCloseTo(expected.get(0).asDouble(), within(1e-8));
    assertThat(actual.interval().orElseThrow().high())
        .isCloseTo(expected.get(1).asDouble(), within(1e-8));
  }

  @Test
  void foldsAreThoseOfTheHash() {
    GroupSplit split = new GroupSplit("0123abcd", 4);
    for (Map.Entry<String, JsonNode> fold : REFERENCE.get("folds").properties()) {
      assertThat(split.fold(fold.getKey())).isEqualTo(fold.getValue().asInt());
    }
  }

  private static DeltaRidgeOptions options() {
    JsonNode node = REFERENCE.get("options");
    return new DeltaRidgeOptions(
        node.get("lambda").asDouble(),
        node.get("folds").asInt(),
        node.get("decay").asDouble(),
        node.get("resamples").asInt(),
        node.get("runDigest").asText());
  }

  private static Triples triples(JsonNode node) {
    return new Triples(
        Reference.strings(node.get("positiveWords")),
        Reference.doubles(node.get("positiveStated")),
        Reference.strings(node.get("negativeWords")),
        Reference.doubles(node.get("negativeStated")),
        CsrMatrix.of(Reference.matrix(node.get("positive"))),
        CsrMatrix.of(Reference.matrix(node.get("negative"))),
        CsrMatrix.of(Reference.matrix(node.get("neutral"))));
  }

  private static TripleControls controls(JsonNode node) {
    FloatMatrix positive = Reference.matrix(node.get("rawPositive"));
    FloatMatrix negative = Reference.matrix(node.get("rawNegative"));
    FloatMatrix neutral = Reference.matrix(node.get("rawNeutral"));
    int columns = neutral.columns();
    int n = neutral.rows();
    float[] rows = Arrays.copyOf(positive.values(), 2 * n * columns);
    System.arraycopy(negative.values(), 0, rows, n * columns, n * columns);
    FloatMatrix words = new FloatMatrix(2 * n, columns, rows);
    double[] distances = new double[2 * n];
    for (int i = 0; i < distances.length; i++) {
      for (int j = 0; j < columns; j++) {
        distances[i] += Math.pow((double) words.get(i, j) - neutral.get(i % n, j), 2);
      }
      distances[i] = Math.sqrt(distances[i]);
    }
    return new TripleControls(
        RawRows.of(words, columns, new NaiveMatrixProduct()),
        distances,
        Reference.strings(node.get("texts")));
  }
}
