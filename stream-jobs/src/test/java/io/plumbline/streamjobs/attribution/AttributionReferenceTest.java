package io.plumbline.streamjobs.attribution;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import io.plumbline.schemas.digest.Sha256;
import io.plumbline.schemas.settings.DictionaryKind;
import io.plumbline.streamjobs.dictionary.Dictionary;
import io.plumbline.streamjobs.linalg.CsrMatrix;
import io.plumbline.streamjobs.linalg.FloatMatrix;
import io.plumbline.streamjobs.linalg.MatrixProduct;
import io.plumbline.streamjobs.linalg.Reference;
import io.plumbline.streamjobs.linalg.TorchMatrixProduct;
import io.plumbline.streamjobs.stats.Estimate;
import io.plumbline.streamjobs.stats.HuberRegression;
import io.plumbline.streamjobs.stats.Interval;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every figure equals NumPy's, for both kinds of norm, with the head trained and frozen. */
class AttributionReferenceTest {
  private static final ReferenceContexts CONTEXTS = new ReferenceContexts();
  private static final JsonNode REFERENCE = CONTEXTS.reference();
  private static final JsonNode OPTIONS = REFERENCE.get("options");
  private static final double TOLERANCE = 1e-6;
  private static final List<String> HOOKS = List.of("residual", "one", "two");

  private final MatrixProduct product = new TorchMatrixProduct();
  private final HuberRegression regression = new HuberRegression(OPTIONS.get("huberK").asDouble());
  private final ReadoutWords words = CONTEXTS.words();
  private final AttributionOptions options =
      new AttributionOptions(
          OPTIONS.get("minMass").asDouble(),
          OPTIONS.get("huberK").asDouble(),
          OPTIONS.get("resamples").asInt(),
          1,
          1,
          1,
          1,
          1,
          OPTIONS.get("permutations").asInt(),
          1e-3,
          64,
          1,
          OPTIONS.get("runDigest").asText());

  static Stream<JsonNode> cases() {
    return StreamSupport.stream(REFERENCE.get("cases").spliterator(), false);
  }

  @ParameterizedTest
  @MethodSource("cases")
  void takesTheGainOfEveryWordApart(JsonNode reference) {
    List<WordAttribution> all = WordAttributions.of(sums(reference), regression);
    assertThat(all).extracting(WordAttribution::word).isEqualTo(CONTEXTS.names());
    JsonNode expected = reference.get("words");
    for (int w = 0; w < all.size(); w++) {
      WordAttribution word = all.get(w);
      assertClose(word.activation(), expected.get("activation").get(w), word.word());
      assertClose(word.unembedding(), expected.get("unembedding").get(w), word.word());
      for (int l = 0; l < HOOKS.size(); l++) {
        assertClose(word.hooks()[l], expected.get("hooks").get(w).get(l), HOOKS.get(l));
      }
      JsonNode divergence = expected.get("divergence").get(w);
      assertThat(word.divergence().isEmpty()).isEqualTo(divergence.isNull());
      word.divergence().ifPresent(d -> assertClose(d, divergence, "divergence"));
    }
  }

  @ParameterizedTest
  @MethodSource("cases")
  void takesTheSlopeApart(JsonNode reference) {
    AttributionSums sums = sums(reference);
    AttributionScores scoring = new AttributionScores(sums, options);
    SortedMap<String, Estimate> scores = scoring.of(HOOKS);
    assertScores(scores, reference.get("scores"));
  }

  @ParameterizedTest
  @MethodSource("cases")
  void saysWhatReassignedFeedbackWouldScore(JsonNode reference) {
    Readout base = base(reference);
    ShuffledSlopes shuffled =
        new ShuffledSlopes(
            words,
            base,
            tuned(reference, base),
            Optional.of(dictionary(reference)),
            options,
            product);
    blocks(reference).forEach(shuffled::add);
    assertScores(shuffled.controls(), reference.get("controls"));
  }

  private static void assertScores(SortedMap<String, Estimate> scores, JsonNode expected) {
    scores.forEach((name, score) -> assertThat(expected.has(name)).as(name).isTrue());
    for (Map.Entry<String, JsonNode> entry : expected.properties()) {
      if (entry.getKey().endsWith("_interval")) {
        Interval interval =
            scores.get(entry.getKey().replace("_interval", "")).interval().orElseThrow();
        assertClose(interval.low(), entry.getValue().get(0), entry.getKey());
        assertClose(interval.high(), entry.getValue().get(1), entry.getKey());
      } else {
        double value = scores.get(entry.getKey()).statistic().getAsDouble();
        assertClose(value, entry.getValue(), entry.getKey());
      }
    }
  }

  @ParameterizedTest
  @MethodSource("cases")
  void givesTheSlopeOfEveryPromptTheLowestFirst(JsonNode reference) {
    List<PromptSlope> slopes = sums(reference).prompts().slopes();
    JsonNode expected = reference.get("promptSlopes");
    assertThat(slopes).hasSize(expected.size());
    assertThat(slopes).isSortedAccordingTo(Comparator.comparingDouble(PromptSlope::slope));
    slopes.forEach(s -> assertClose(s.slope(), expected.get(s.prompt()), s.prompt()));
  }

  @ParameterizedTest
  @MethodSource("cases")
  void saysWhatEachFeatureCarries(JsonNode reference) {
    List<FeatureAttribution> all = features(reference, sums(reference));
    assertThat(all)
        .isSortedAccordingTo(
            Comparator.comparingDouble((FeatureAttribution f) -> -Math.abs(f.slope())));
    int active = 0;
    for (JsonNode feature : reference.get("features")) {
      active += feature.get("contexts").asInt() > 0 ? 1 : 0;
    }
    assertThat(all).hasSize(active);
    for (FeatureAttribution feature : all) {
      JsonNode expected = reference.get("features").get(feature.feature());
      assertClose(feature.a(), expected.get("a"), "a");
      assertClose(feature.slope(), expected.get("slope"), "slope");
      assertClose(feature.captured(), expected.get("captured"), "captured");
      assertThat(feature.contexts()).isEqualTo(expected.get("contexts").asInt());
      assertShown(feature.words(), reference.get("featureWords").get(feature.feature()));
    }
  }

  @ParameterizedTest
  @MethodSource("cases")
  void readsTheLearnedDirectionInWords(JsonNode reference) {
    double[] direction = sums(reference).direction();
    assertShown(lens(reference).towards(direction, 6), reference.get("direction"));
    List<LensWord> away = lens(reference).away(direction, 25);
    List<LensWord> towards = new ArrayList<>(lens(reference).towards(direction, 25));
    java.util.Collections.reverse(towards);
    assertThat(away).isEqualTo(towards);
  }

  @ParameterizedTest
  @MethodSource("cases")
  void findsTheConditionsUnderWhichLessWasLearned(JsonNode reference) {
    AttributionSums sums = sums(reference);
    JsonNode node = reference.get("conditions");
    CsrMatrix activations = CsrMatrix.of(Reference.matrix(node.get("activations")));
    List<Condition> lowest =
        new Conditions(
                sums.prompts().prompts(),
                activations,
                j -> List.of(),
                options.permutations(),
                options.seed("attribution/permutations"))
            .lowest(
                sums.prompts().totals(),
                sums.prompts().denominators(),
                new AttributionScores(sums, options).byPrompt(),
                3);
    assertThat(lowest).hasSize(3);
    for (int i = 0; i < 3; i++) {
      JsonNode expected = node.get("lowest").get(i);
      Condition condition = lowest.get(i);
      assertThat(condition.feature()).isEqualTo(expected.get("feature").asInt());
      assertClose(condition.correlation(), expected.get("correlation"), "correlation");
      assertThat(condition.p()).isEqualTo(expected.get("p").asDouble());
      double relative = condition.relativeSlope().statistic().getAsDouble();
      assertClose(relative, expected.get("relativeSlope"), "relativeSlope");
      assertThat(condition.prompts()).isEqualTo(Reference.strings(expected.get("prompts")));
    }
  }

  @ParameterizedTest
  @MethodSource("cases")
  void knowsHowWellCulpritsCouldBeNamed(JsonNode reference) {
    NamingCeiling ceiling =
        new NamingCeiling(
            words,
            regression,
            Sha256.seed(OPTIONS.get("runDigest").asText(), "attribution/ceiling"));
    for (ContextBlock block : blocks(reference)) {
      ceiling.add(block, Choices.of(block, words, options.minMass()));
    }
    double area = ceiling.area(Reference.matrix(reference.get("rows"))).getAsDouble();
    assertClose(area, reference.get("ceiling"), "ceiling");
  }

  private List<FeatureAttribution> features(JsonNode reference, AttributionSums sums) {
    double denominator = new AttributionScores(sums, options).denominator();
    return FeatureAttributions.of(
        sums, sums.features().orElseThrow(), denominator, lens(reference));
  }

  private AttributionSums sums(JsonNode reference) {
    Readout base = base(reference);
    AttributionSums sums =
        new AttributionSums(
            words,
            options.minMass(),
            base,
            tuned(reference, base),
            HOOKS.size() - 1,
            Optional.of(dictionary(reference)),
            product);
    blocks(reference).forEach(sums::add);
    return sums;
  }

  private static Dictionary dictionary(JsonNode reference) {
    FloatMatrix weights = Reference.matrix(reference.get("dictionary"));
    return Dictionary.trained(
        DictionaryKind.TOPK,
        OPTIONS.get("k").asInt(),
        weights,
        weights,
        new float[weights.rows()],
        new float[weights.columns()]);
  }

  private static Readout base(JsonNode reference) {
    return new Readout(norm(reference, "gamma", "beta"), Reference.matrix(reference.get("rows")));
  }

  private static Readout tuned(JsonNode reference, Readout base) {
    return new Readout(
        norm(reference, "tunedGamma", "tunedBeta"),
        reference.get("tunedRows").isNull()
            ? base.rows()
            : Reference.matrix(reference.get("tunedRows")));
  }

  private static FinalNorm norm(JsonNode reference, String gamma, String beta) {
    return new FinalNorm(
        reference.get("centred").asBoolean(),
        Reference.floats(reference.get(gamma)),
        Reference.floats(reference.get(beta)),
        OPTIONS.get("epsilon").asDouble());
  }

  private static LogitLens lens(JsonNode reference) {
    FloatMatrix rows = Reference.matrix(reference.get("lens"));
    return new LogitLens(
        norm(reference, "gamma", "beta"),
        IntStream.range(0, rows.rows()).mapToObj(String::valueOf).toList(),
        rows);
  }

  private static List<ContextBlock> blocks(JsonNode reference) {
    List<ContextBlock.HookPair> hooks = new ArrayList<>();
    for (JsonNode hook : reference.get("hooks")) {
      hooks.add(
          new ContextBlock.HookPair(
              Reference.matrix(hook.get("base")), Reference.matrix(hook.get("tuned"))));
    }
    return CONTEXTS.blocks(
        Reference.matrix(reference.get("base")), Reference.matrix(reference.get("tuned")), hooks);
  }

  private static void assertShown(List<LensWord> shown, JsonNode expected) {
    for (int i = 0; i < expected.get("tokens").size(); i++) {
      assertThat(shown.get(i).text()).isEqualTo(expected.get("tokens").get(i).asText());
      assertClose(shown.get(i).weight(), expected.get("weights").get(i), "weight");
    }
  }

  private static void assertClose(double actual, JsonNode expected, String what) {
    assertThat(actual).as(what).isCloseTo(expected.asDouble(), within(TOLERANCE));
  }
}
