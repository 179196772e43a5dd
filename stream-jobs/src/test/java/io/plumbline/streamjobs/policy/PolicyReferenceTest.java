package io.plumbline.streamjobs.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import io.plumbline.streamjobs.linalg.BinaryCodec;
import io.plumbline.streamjobs.linalg.Reference;
import io.plumbline.streamjobs.probe.ProbeResult;
import io.plumbline.streamjobs.probe.WordFeedback;
import io.plumbline.streamjobs.stats.Estimate;
import io.plumbline.streamjobs.stats.Interval;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Evidence, scores and words over a run of checkpoints equal those of NumPy and statsmodels. */
class PolicyReferenceTest {
  private static final JsonNode REFERENCE = Reference.read("policy.json");
  private static final double TOLERANCE = 1e-8;

  @Test
  void aRunOfCheckpoints() {
    JsonNode options = REFERENCE.get("options");
    PolicyWords words =
        new PolicyWords(
            Reference.strings(REFERENCE.get("words")), Reference.doubles(REFERENCE.get("stated")));
    PolicyProbe probe =
        new PolicyProbe(
            new PolicyOptions(
                options.get("huberK").asDouble(),
                options.get("resamples").asInt(),
                99,
                options.get("runDigest").asText()));
    PolicyState state = PolicyState.initial();
    Optional<GainSystem> system = Optional.empty();
    for (JsonNode step : REFERENCE.get("steps")) {
      PolicyEvidence evidence =
          new PolicyEvidence(words, options.get("minMass").asDouble(), system);
      for (int c = 0; c < REFERENCE.get("contexts").size(); c++) {
        JsonNode context = REFERENCE.get("contexts").get(c);
        evidence.add(
            Contexts.of(context.get("prompt").asText(), c),
            Reference.ints(context.get("candidates")),
            Reference.floats(context.get("base")),
            Reference.floats(step.get("tuned").get(c)));
      }
      assertThat(evidence.faintContexts()).isBetween(1, 20);
      PolicyProbe.Checkpoint checkpoint =
          probe.next(
              BinaryCodec.fromBytes(BinaryCodec.toBytes(state::write), PolicyState::read),
              evidence);
      state = checkpoint.state();
      system = Optional.of(evidence.system());
      assertScores(checkpoint.result(), step.get("scores"));
      assertThat(checkpoint.result().controls().get("bag_of_words").statistic().reason())
          .contains("nothing can be learned of held-out texts' words");
      assertWords(words, checkpoint.result(), step);
      ListedSlopesAssert.assertEqual(
          checkpoint.slopes().orElseThrow(),
          step.get("listed"),
          context -> context.position().getAsInt(),
          PromptSlope::mass);
    }
  }

  private static void assertScores(ProbeResult result, JsonNode expected) {
    assertThat(result.reason()).isEmpty();
    for (Map.Entry<String, Estimate> score : result.scores().entrySet()) {
      JsonNode value = expected.get(score.getKey());
      if (value == null) {
        assertThat(score.getValue().statistic().reason()).as(score.getKey()).isPresent();
      } else {
        assertThat(score.getValue().statistic().getAsDouble())
            .as(score.getKey())
            .isCloseTo(value.asDouble(), within(TOLERANCE));
      }
      JsonNode interval = expected.get(score.getKey() + "_interval");
      if (interval != null) {
        Interval actual = score.getValue().interval().orElseThrow();
        assertThat(actual.low()).isCloseTo(interval.get(0).asDouble(), within(TOLERANCE));
        assertThat(actual.high()).isCloseTo(interval.get(1).asDouble(), within(TOLERANCE));
      }
    }
    expected
        .fieldNames()
        .forEachRemaining(
            name -> assertThat(result.scores()).containsKey(name.replace("_interval", "")));
  }

  private static void assertWords(PolicyWords words, ProbeResult result, JsonNode step) {
    assertThat(result.words()).hasSize(words.size());
    for (int w = 0; w < words.size(); w++) {
      WordFeedback word = result.words().get(w);
      assertThat(word.word()).isEqualTo(words.word(w));
      assertThat(word.contexts()).isEqualTo(step.get("count").get(w).asInt());
      if (step.has("gain")) {
        assertThat(word.raw()).isCloseTo(step.get("gain").get(w).asDouble(), within(TOLERANCE));
        if (step.get("implied").isNull()) {
          assertThat(word.implied()).isEmpty();
        } else {
          assertThat(word.implied().orElseThrow())
              .isCloseTo(step.get("implied").get(w).asDouble(), within(TOLERANCE));
        }
        JsonNode divergence = step.get("divergence").get(w);
        assertThat(word.divergence().isPresent()).isNotEqualTo(divergence.isNull());
        word.divergence()
            .ifPresent(d -> assertThat(d).isCloseTo(divergence.asDouble(), within(1e-7)));
      }
    }
  }
}
