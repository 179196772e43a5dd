package io.plumbline.streamjobs.attribution;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import io.plumbline.streamjobs.dictionary.Dictionary;
import io.plumbline.streamjobs.linalg.FloatMatrix;
import io.plumbline.streamjobs.linalg.MatrixProduct;
import io.plumbline.streamjobs.linalg.Reference;
import io.plumbline.streamjobs.linalg.TorchMatrixProduct;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The dictionaries that the attribution trains on a run, from their first weights on, and what
 * comes of them equal NumPy's in double precision.
 */
class ChangeReferenceTest {
  private static final ReferenceContexts CONTEXTS = new ReferenceContexts();
  private static final JsonNode REFERENCE = Reference.read("change.json");
  private static final double TOLERANCE = 1e-6;
  private static final List<String> HOOKS = List.of("residual");

  private final MatrixProduct product = new TorchMatrixProduct();

  static Stream<JsonNode> cases() {
    return StreamSupport.stream(REFERENCE.get("cases").spliterator(), false);
  }

  @ParameterizedTest
  @MethodSource("cases")
  void trainsAndReadsTheDictionaryOfTheChange(JsonNode reference) throws Exception {
    Readout readout = readout(reference);
    AttributionProbe probe = probe(readout);
    AttributionState state = probe.ofBase(blocks(reference, reference.get("base")));
    for (JsonNode step : reference.get("steps")) {
      AttributionProbe.Checkpoint checkpoint =
          probe.next(state, blocks(reference, step.get("tuned")), readout, HOOKS);
      state = checkpoint.state();
      assertDictionary(state.changes().dictionary().orElseThrow(), step.get("dictionary"));
      Attribution attribution = checkpoint.attribution().orElseThrow();
      for (Map.Entry<String, JsonNode> score : step.get("scores").properties()) {
        assertClose(
            attribution.scores().get(score.getKey()).statistic().getAsDouble(),
            score.getValue(),
            score.getKey());
      }
      assertFeatures(attribution.features(), step.get("features"));
    }
  }

  @ParameterizedTest
  @MethodSource("cases")
  void trainsAndReadsTheDictionaryOfTheBase(JsonNode reference) throws Exception {
    Readout readout = readout(reference);
    AttributionProbe probe = probe(readout);
    AttributionState state = probe.ofBase(blocks(reference, reference.get("base")));
    assertDictionary(state.conditions().dictionary(), reference.get("baseDictionary"));
    assertMatrix(
        state.conditions().activations().toDense(),
        reference.get("baseActivations"),
        "activations by prompt");
    for (JsonNode step : reference.get("steps")) {
      AttributionProbe.Checkpoint checkpoint =
          probe.next(state, blocks(reference, step.get("tuned")), readout, HOOKS);
      state = checkpoint.state();
      assertConditions(checkpoint.attribution().orElseThrow().conditions(), step.get("conditions"));
    }
  }

  private static void assertDictionary(Dictionary dictionary, JsonNode expected) {
    assertMatrix(dictionary.encoder(), expected.get("encoder"), "W");
    assertMatrix(dictionary.decoder(), expected.get("decoder"), "V");
    assertVector(dictionary.encoderBias(), expected.get("be"), "b_e");
    assertVector(dictionary.decoderBias(), expected.get("bd"), "b_d");
  }

  private static void assertFeatures(List<FeatureAttribution> features, JsonNode expected) {
    TreeSet<Integer> active = new TreeSet<>();
    for (int j = 0; j < expected.size(); j++) {
      if (expected.get(j).get("contexts").asInt() > 0) {
        active.add(j);
      }
    }
    assertThat(features)
        .extracting(FeatureAttribution::feature)
        .containsExactlyInAnyOrderElementsOf(active);
    for (FeatureAttribution feature : features) {
      JsonNode of = expected.get(feature.feature());
      assertClose(feature.a(), of.get("a"), "a");
      assertClose(feature.slope(), of.get("slope"), "slope");
      assertClose(feature.captured(), of.get("captured"), "captured");
      assertThat(feature.contexts()).isEqualTo(of.get("contexts").asInt());
    }
  }

  private static void assertConditions(List<Condition> conditions, JsonNode expected) {
    assertThat(conditions).hasSize(expected.size());
    for (int i = 0; i < conditions.size(); i++) {
      Condition condition = conditions.get(i);
      JsonNode of = expected.get(i);
      assertThat(condition.feature()).isEqualTo(of.get("feature").asInt());
      assertClose(condition.correlation(), of.get("correlation"), "correlation");
      assertThat(condition.p()).isEqualTo(of.get("p").asDouble());
      double relative = condition.relativeSlope().statistic().getAsDouble();
      assertClose(relative, of.get("relativeSlope"), "relative slope");
      assertThat(condition.prompts()).isEqualTo(Reference.strings(of.get("prompts")));
    }
  }

  private AttributionProbe probe(Readout base) {
    JsonNode options = REFERENCE.get("options");
    JsonNode common = CONTEXTS.reference().get("options");
    int k = common.get("k").asInt();
    return new AttributionProbe(
        new AttributionOptions(
            common.get("minMass").asDouble(),
            common.get("huberK").asDouble(),
            common.get("resamples").asInt(),
            options.get("changeFeatures").asInt(),
            k,
            options.get("changeCheckpoints").asInt(),
            options.get("conditionFeatures").asInt(),
            k,
            common.get("permutations").asInt(),
            options.get("learningRate").asDouble(),
            options.get("bufferRows").asInt(),
            options.get("reuse").asDouble(),
            common.get("runDigest").asText()),
        CONTEXTS.words(),
        base,
        new LogitLens(base.norm(), CONTEXTS.names(), base.rows()),
        product);
  }

  private static Readout readout(JsonNode reference) {
    return new Readout(
        new FinalNorm(
            reference.get("centred").asBoolean(),
            Reference.floats(reference.get("gamma")),
            Reference.floats(reference.get("beta")),
            CONTEXTS.reference().get("options").get("epsilon").asDouble()),
        Reference.matrix(reference.get("rows")));
  }

  private static Blocks blocks(JsonNode reference, JsonNode tuned) {
    List<ContextBlock> blocks =
        CONTEXTS.blocks(
            Reference.matrix(reference.get("base")), Reference.matrix(tuned), List.of());
    return consumer -> blocks.forEach(consumer::accept);
  }

  private static void assertMatrix(FloatMatrix actual, JsonNode expected, String what) {
    assertVector(actual.values(), flat(expected), what);
  }

  private static void assertVector(float[] actual, JsonNode expected, String what) {
    assertVector(actual, Reference.doubles(expected), what);
  }

  private static void assertVector(float[] actual, double[] expected, String what) {
    assertThat(actual).as(what).hasSize(expected.length);
    for (int i = 0; i < actual.length; i++) {
      assertThat((double) actual[i])
          .as(what)
          .isCloseTo(expected[i], within(TOLERANCE * Math.max(1, Math.abs(expected[i]))));
    }
  }

  private static double[] flat(JsonNode rows) {
    return IntStream.range(0, rows.size())
        .mapToObj(i -> Reference.doubles(rows.get(i)))
        .flatMapToDouble(Arrays::stream)
        .toArray();
  }

  private static void assertClose(double actual, JsonNode expected, String what) {
    assertThat(actual).as(what).isCloseTo(expected.asDouble(), within(TOLERANCE));
  }
}
