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
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The whole probe of pairs over several checkpoints equals one built of scikit-learn. */
class PairReferenceTest {
  private static final JsonNode REFERENCE = Reference.read("logistic.json");
  private static final List<String> SCORES =
      List.of(
          "auc",
          "accuracy",
          "weight_cosine",
          "gap",
          "change",
          "change_accuracy",
          "selectivity",
          "selectivity_accuracy");
  private static final List<String> CONTROLS = List.of("shuffled", "raw", "length", "bag_of_words");

  @ParameterizedTest
  @ValueSource(strings = {"primal", "dual"})
  void livesScoresAndControls(String run) {
    PairProbe probe = new PairProbe(options());
    PairState state = PairState.initial();
    JsonNode node = REFERENCE.get(run);
    for (JsonNode step : node.get("steps")) {
      PairProbe.Checkpoint checkpoint =
          probe.next(
              BinaryCodec.fromBytes(BinaryCodec.toBytes(state::write), PairState::read),
              pairs(node, step.get("pairs")),
              controls(node, step.get("pairs")));
      state = checkpoint.state();
      for (Life life : Life.values()) {
        ProbeResult result = checkpoint.results().get(life);
        JsonNode expected = step.get("results").get(life.name());
        if (expected == null) {
          assertThat(result.reason()).contains("nothing was learned before this checkpoint");
        } else {
          assertResult(result, expected);
        }
      }
    }
  }

  private static void assertResult(ProbeResult result, JsonNode expected) {
    assertThat(result.reason()).isEmpty();
    for (String name : SCORES) {
      Estimate actual = result.scores().get(name);
      if (!expected.has(name)) {
        assertThat(actual).isNull();
      } else if (expected.get(name).isNull()) {
        assertThat(actual.statistic().reason()).contains("there are no weights before these");
      } else {
        assertThat(actual.statistic().getAsDouble())
            .as(name)
            .isCloseTo(expected.get(name).asDouble(), within(1e-6));
      }
      JsonNode interval = expected.get(name + "_interval");
      if (interval != null) {
        assertThat(actual.interval().orElseThrow().low())
            .isCloseTo(interval.get(0).asDouble(), within(1e-9));
        assertThat(actual.interval().orElseThrow().high())
            .isCloseTo(interval.get(1).asDouble(), within(1e-9));
      }
    }
    for (String name : CONTROLS) {
      assertThat(result.controls().get(name).statistic().getAsDouble())
          .as(name)
          .isCloseTo(expected.get(name).asDouble(), within(1e-9));
    }
    assertThat(result.weights())
        .containsExactly(Reference.doubles(expected.get("weights")), within(1e-6));
  }

  @Test
  void saysWhyThereIsNoResult() {
    CsrMatrix one = CsrMatrix.of(new FloatMatrix(1, 2, new float[] {1, 2}));
    CsrMatrix broken = CsrMatrix.of(new FloatMatrix(1, 2, new float[] {1, Float.NaN}));
    CsrMatrix two = CsrMatrix.concatenateRows(List.of(one, one));
    CsrMatrix none = CsrMatrix.of(FloatMatrix.zeros(0, 2));
    assertReason(new Pairs(List.of(), List.of(), none, none), "there are no pairs");
    assertReason(
        new Pairs(List.of("a", "b"), List.of("p", "p"), two, two),
        "all prompts fall into one fold");
    CsrMatrix half = CsrMatrix.concatenateRows(List.of(one, broken));
    assertReason(
        new Pairs(List.of("a", "b"), List.of("good", "bad"), two, half),
        "the features are not finite");
  }

  @Test
  void saysWhenRowsAndFeaturesAreTooManyToFactor() {
    int pairs = Logistic.MOST_ROWS / 2 + 1;
    int columns = Logistic.MOST_COLUMNS + 1;
    int[] pointers = IntStream.rangeClosed(0, pairs).toArray();
    float[] ones = new float[pairs];
    Arrays.fill(ones, 1);
    int[] places = IntStream.range(0, pairs).map(i -> i % columns).toArray();
    int[] others = IntStream.range(0, pairs).map(i -> (i + 1) % columns).toArray();
    List<String> names = IntStream.range(0, pairs).mapToObj(Integer::toString).toList();
    Pairs many =
        new Pairs(
            names,
            names,
            new CsrMatrix(columns, pointers, places, ones),
            new CsrMatrix(columns, pointers, others, ones));
    PairControls controls =
        new PairControls(
            RawRows.of(FloatMatrix.zeros(2 * pairs, 1), 1, new NaiveMatrixProduct()),
            many.rowPrompts());
    PairProbe.Checkpoint checkpoint =
        new PairProbe(options()).next(PairState.initial(), many, controls);
    assertThat(checkpoint.results().get(Life.REFIT).method())
        .isEqualTo(
            "Of 1026 rows and 513 features (more than 1024 and 512) fits are by conjugate"
                + " gradients.");
  }

  private static void assertReason(Pairs pairs, String reason) {
    int rows = 2 * pairs.size();
    PairControls controls =
        new PairControls(
            RawRows.of(FloatMatrix.zeros(rows, 1), 1, new NaiveMatrixProduct()),
            pairs.rowPrompts());
    assertThat(
            new PairProbe(options()).next(PairState.initial(), pairs, controls).results().values())
        .hasSize(3)
        .allSatisfy(result -> assertThat(result.reason()).contains(reason));
  }

  private static PairOptions options() {
    JsonNode node = REFERENCE.get("options");
    return new PairOptions(
        node.get("lambda").asDouble(),
        node.get("rate").asDouble(),
        node.get("folds").asInt(),
        node.get("resamples").asInt(),
        node.get("runDigest").asText());
  }

  private static Pairs pairs(JsonNode run, JsonNode data) {
    return new Pairs(
        Reference.strings(run.get("items")),
        Reference.strings(run.get("prompts")),
        CsrMatrix.of(Reference.matrix(data.get("chosen"))),
        CsrMatrix.of(Reference.matrix(data.get("rejected"))));
  }

  private static PairControls controls(JsonNode run, JsonNode data) {
    FloatMatrix chosen = Reference.matrix(data.get("rawChosen"));
    FloatMatrix rejected = Reference.matrix(data.get("rawRejected"));
    float[] rows = Arrays.copyOf(chosen.values(), 2 * chosen.values().length);
    System.arraycopy(rejected.values(), 0, rows, chosen.values().length, rejected.values().length);
    return new PairControls(
        RawRows.of(
            new FloatMatrix(2 * chosen.rows(), chosen.columns(), rows),
            chosen.columns(),
            new NaiveMatrixProduct()),
        Reference.strings(run.get("texts")));
  }
}
