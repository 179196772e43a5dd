package io.plumbline.streamjobs.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import io.plumbline.streamjobs.linalg.BinaryCodec;
import io.plumbline.streamjobs.linalg.Reference;
import io.plumbline.streamjobs.probe.BagOfWords;
import io.plumbline.streamjobs.probe.ProbeResult;
import io.plumbline.streamjobs.probe.WordFeedback;
import io.plumbline.streamjobs.stats.Estimate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.function.ToDoubleFunction;
import org.junit.jupiter.api.Test;

/**
 * Pairs, scored texts and groups, with tags, equal NumPy, SciPy and statsmodels figure by figure.
 */
class ResponseReferenceTest {
  private static final JsonNode REFERENCE = Reference.read("responses.json");
  private static final double TOLERANCE = 1e-8;

  @Test
  void everyFormOverARunOfCheckpoints() {
    JsonNode options = REFERENCE.get("options");
    PolicyProbe probe =
        new PolicyProbe(
            new PolicyOptions(
                options.get("huberK").asDouble(),
                options.get("resamples").asInt(),
                options.get("permutations").asInt(),
                options.get("runDigest").asText()));
    for (JsonNode run : REFERENCE.get("runs")) {
      PolicyState state = PolicyState.initial();
      ResponseWords words =
          new ResponseWords(
              new BagOfWords(
                  options.get("lambda").asDouble(),
                  options.get("folds").asInt(),
                  options.get("runDigest").asText()));
      for (JsonNode step : run.get("steps")) {
        PolicyProbe.Checkpoint checkpoint =
            probe.next(
                BinaryCodec.fromBytes(BinaryCodec.toBytes(state::write), PolicyState::read),
                evidence(run.get("data"), step.get("tuned"), words));
        state = checkpoint.state();
        ProbeResult result = checkpoint.result();
        assertThat(result.reason()).isEmpty();
        assertEstimates(result.scores(), step.get("scores"));
        assertEstimates(result.controls(), step.get("controls"));
        ListedSlopesAssert.assertEqual(
            checkpoint.slopes().orElseThrow(),
            step.get("listed"),
            context -> Integer.parseInt(context.item()),
            PromptSlope::gain);
        JsonNode items = step.get("items");
        assertItems(result, items.get("residual"), w -> w.residual().orElseThrow());
        assertItems(result, items.get("implied"), w -> w.implied().orElseThrow());
        assertItems(result, items.get("divergence"), w -> w.divergence().orElseThrow());
      }
    }
  }

  private static void assertEstimates(SortedMap<String, Estimate> actual, JsonNode expected) {
    for (Map.Entry<String, JsonNode> entry : expected.properties()) {
      Estimate estimate = actual.get(entry.getKey().replace("_interval", ""));
      if (entry.getKey().endsWith("_interval")) {
        assertThat(estimate.interval().orElseThrow().low())
            .as(entry.getKey())
            .isCloseTo(entry.getValue().get(0).asDouble(), within(TOLERANCE));
        assertThat(estimate.interval().orElseThrow().high())
            .as(entry.getKey())
            .isCloseTo(entry.getValue().get(1).asDouble(), within(TOLERANCE));
      } else {
        assertThat(estimate.statistic().getAsDouble())
            .as(entry.getKey())
            .isCloseTo(entry.getValue().asDouble(), within(TOLERANCE));
      }
    }
    actual.forEach(
        (name, estimate) ->
            assertThat(estimate.statistic().isDefined()).as(name).isEqualTo(expected.has(name)));
  }

  private static void assertItems(
      ProbeResult result, JsonNode expected, ToDoubleFunction<WordFeedback> of) {
    assertThat(result.words().stream().mapToDouble(of).toArray())
        .containsExactly(Reference.doubles(expected), within(1e-7));
  }

  private static Evidence evidence(JsonNode data, JsonNode tuned, ResponseWords words) {
    if (data.has("chosen")) {
      return ResponseEvidence.pairs(
          responses(data, tuned, "chosen").get(0),
          responses(data, tuned, "rejected").get(0),
          words);
    }
    return data.has("texts")
        ? ResponseEvidence.texts(responses(data, tuned, "texts").get(0), words)
        : ResponseEvidence.groups(responses(data, tuned, "groups"), words);
  }

  private static List<List<Response>> responses(JsonNode data, JsonNode tuned, String part) {
    List<List<Response>> groups = new ArrayList<>();
    for (int g = 0; g < data.get(part).size(); g++) {
      List<Response> group = new ArrayList<>();
      for (int i = 0; i < data.get(part).get(g).size(); i++) {
        JsonNode node = data.get(part).get(g).get(i);
        group.add(
            new Response(
                node.get("name").asText(),
                Context.of(Integer.toString(g), unit(node)),
                node.get("text").asText(),
                node.get("reward").isNull() ? Double.NaN : node.get("reward").asDouble(),
                node.get("base").asDouble(),
                tuned.get(part).get(g).get(i).asDouble(),
                node.get("tokens").asInt()));
      }
      groups.add(group);
    }
    return groups;
  }

  private static Unit unit(JsonNode response) {
    return new Unit(
        response.get("prompt").asText(), List.of("topic=" + response.get("topic").asText()));
  }
}
