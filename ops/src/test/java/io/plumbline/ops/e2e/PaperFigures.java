package io.plumbline.ops.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.plumbline.schemas.record.ImplicitFeedback;
import io.plumbline.schemas.record.ImplicitItem;
import io.plumbline.schemas.record.ProbeReport;
import io.plumbline.schemas.record.Score;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/**
 * Holds records against the figures of {@code paper_reference.py}, which has activations in double
 * precision. Statistics of ranks and signs are the same; the others are as close as activations of
 * single precision allow.
 */
final class PaperFigures {
  /**
   * Scores that depend on ranks and signs alone; the script sees to it that none is nearly tied.
   */
  private static final Set<String> OF_RANKS =
      Set.of(
          "accuracy",
          "auc",
          "bag_of_words",
          "boost",
          "change",
          "change_accuracy",
          "change_sign_accuracy",
          "change_spearman",
          "gap",
          "kendall_tau",
          "length",
          "negative_contexts",
          "negative_prompts",
          "raw",
          "selectivity",
          "selectivity_accuracy",
          "shuffled",
          "sign_accuracy",
          "sign_within",
          "spearman");

  private static final double SAME = 1e-9;
  private static final double CLOSE = 1e-4;

  /**
   * Figures below this are held absolutely, to 1e-5: log-probabilities of responses are down to -64
   * and published in single precision, to 4e-6 then, and a margin is made of four of them.
   */
  private static final double SMALL = 0.1;

  private final JsonNode reference;
  private int compared;

  private PaperFigures(JsonNode reference) {
    this.reference = reference;
  }

  static PaperFigures read(Path file) throws IOException {
    return new PaperFigures(new ObjectMapper().readTree(file.toFile()));
  }

  String runDigest() {
    return reference.get("runDigest").asText();
  }

  int resamples() {
    return reference.get("resamples").asInt();
  }

  int checkpoints() {
    return reference.get("steps").size();
  }

  /** Number of figures that have been compared. */
  int compared() {
    return compared;
  }

  /** Names of the probes that have figures of any checkpoint. */
  Set<String> probes() {
    Set<String> probes = new TreeSet<>();
    reference
        .get("steps")
        .forEach(step -> step.get("probes").fieldNames().forEachRemaining(probes::add));
    return probes;
  }

  /** Holds all figures of a report against the reference; one without figures must say why. */
  void assertHolds(ProbeReport report) {
    JsonNode step = reference.get("steps").get(report.getOrdinal());
    assertThat(report.getStep()).isEqualTo(step.get("step").asInt());
    JsonNode expected = step.get("probes").path(report.getProbe());
    String place = "step " + report.getStep() + " " + report.getProbe();
    if (expected.isMissingNode()) {
      assertThat(report.getScores()).as(place).isEmpty();
      assertThat(report.getReason()).as(place).isNotBlank();
      return;
    }
    assertScores(report, "scores", report.getScores(), expected, place);
    assertScores(report, "controls", report.getControls(), expected, place);
    assertWeights(report.getWeights(), expected.get("weights"), place);
  }

  private void assertScores(
      ProbeReport report, String part, List<Score> scores, JsonNode probe, String place) {
    JsonNode expected = probe.get(part);
    assertThat(scores.stream().map(Score::getName).toList())
        .as(place + " " + part)
        .containsExactlyInAnyOrderElementsOf(() -> expected.fieldNames());
    for (Score score : scores) {
      JsonNode of = expected.get(score.getName());
      JsonNode base =
          reference
              .at("/steps/0/probes")
              .path(report.getProbe())
              .path(part)
              .path(score.getName())
              .path("value");
      String name = place + " " + score.getName();
      double tolerance =
          OF_RANKS.contains(score.getName().replaceFirst("[.].*", "")) ? SAME : CLOSE;
      assertFigure(score.getValue(), of.get("value"), tolerance, SMALL, name);
      assertFigure(score.getLow(), of.get("low"), tolerance, SMALL, name + " low");
      assertFigure(score.getHigh(), of.get("high"), tolerance, SMALL, name + " high");
      assertFigure(score.getBase(), base, tolerance, SMALL, name + " base");
      if (score.getValue() == null) {
        assertThat(score.getReason()).as(name).isNotBlank();
      } else {
        assertThat(score.getSamples()).as(name).isEqualTo(of.get("samples").asInt());
      }
    }
  }

  private void assertWeights(List<Double> weights, JsonNode expected, String place) {
    assertThat(weights).as(place + " weights").hasSize(expected.size());
    double difference = 0;
    double norm = 0;
    for (int i = 0; i < weights.size(); i++) {
      difference += Math.pow(weights.get(i) - expected.get(i).asDouble(), 2);
      norm += Math.pow(expected.get(i).asDouble(), 2);
      compared++;
    }
    assertThat(Math.sqrt(difference))
        .as(place + " weights")
        .isLessThanOrEqualTo(CLOSE * Math.sqrt(norm));
  }

  /** Holds implicit feedback of a checkpoint against the reference, item by item. */
  void assertHolds(ImplicitFeedback batch) {
    JsonNode items =
        reference
            .get("steps")
            .get(batch.getOrdinal())
            .get("probes")
            .get(batch.getProbe())
            .get("items");
    assertThat(batch.getLast()).isTrue();
    String place = "step " + batch.getStep() + " " + batch.getProbe();
    assertThat(batch.getItems().stream().map(ImplicitItem::getItem).toList())
        .as(place)
        .containsExactlyInAnyOrderElementsOf(() -> items.fieldNames());
    for (ImplicitItem item : batch.getItems()) {
      JsonNode expected = items.get(item.getItem());
      String name = place + " " + item.getItem();
      double raw = Math.max(SMALL, Math.abs(item.getRaw()));
      assertFigure(item.getStated(), expected.path("stated"), SAME, SMALL, name + " stated");
      assertFigure(item.getImplied(), expected.path("implied"), CLOSE, SMALL, name + " implied");
      assertFigure(item.getRaw(), expected.path("raw"), CLOSE, SMALL, name + " raw");
      assertFigure(item.getResidual(), expected.path("residual"), CLOSE, raw, name + " residual");
      assertFigure(
          item.getDivergence(), expected.path("divergence"), CLOSE, raw, name + " divergence");
      assertThat(item.getContexts()).as(name).isEqualTo(expected.get("contexts").asInt());
    }
  }

  /**
   * @param size of what the figure was computed from: a small difference of large figures is no
   *     closer than they are
   */
  private void assertFigure(
      Double actual, JsonNode expected, double tolerance, double size, String name) {
    boolean none = expected.isNull() || expected.isMissingNode();
    assertThat(actual == null).as(name + " is missing").isEqualTo(none);
    if (none) {
      return;
    }
    compared++;
    double allowed =
        tolerance == SAME ? SAME : tolerance * Math.max(Math.abs(expected.asDouble()), size);
    assertThat(Math.abs(actual - expected.asDouble()))
        .as("%s: %s for %s", name, actual, expected)
        .isLessThanOrEqualTo(allowed);
  }
}
