package io.plumbline.sinks.json;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.plumbline.schemas.record.AttributedCondition;
import io.plumbline.schemas.record.AttributedFeature;
import io.plumbline.schemas.record.AttributionReport;
import io.plumbline.schemas.record.LensToken;
import io.plumbline.schemas.record.Score;
import java.util.List;

/** Attributions as JSON, without what they say of every single word. */
public final class AttributionJson {
  private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

  /** Features of the change that are told of; there are hundreds. */
  private static final int FEATURES = 12;

  private AttributionJson() {}

  /**
   * Step, status, reason, estimates, scores, controls, warnings, hooks, towards, away, features,
   * conditions, prompts, culprits, culpritsReason.
   */
  public static ObjectNode of(AttributionReport report) {
    ObjectNode json = JSON.objectNode();
    json.put("step", report.getStep());
    json.put("ordinal", report.getOrdinal());
    json.put("status", RecordJson.lower(report.getStatus()));
    json.put("reason", report.getReason());
    json.set("estimates", RecordJson.estimates(report.getEstimates()));
    ObjectNode scores = json.putObject("scores");
    report.getScores().forEach(score -> scores.set(score.getName(), RecordJson.score(score)));
    ObjectNode controls = json.putObject("controls");
    report.getControls().forEach(score -> controls.set(score.getName(), RecordJson.score(score)));
    texts(json, "warnings", report.getWarnings());
    texts(json, "hooks", report.getHooks());
    json.set("towards", tokens(report.getTowards()));
    json.set("away", tokens(report.getAway()));
    ArrayNode features = json.putArray("features");
    report.getFeatures().stream().limit(FEATURES).forEach(f -> features.add(feature(f)));
    ArrayNode conditions = json.putArray("conditions");
    report.getConditions().forEach(c -> conditions.add(condition(c)));
    json.set("prompts", prompts(report.getPrompts()));
    texts(json, "culprits", report.getCulprits());
    json.put("culpritsReason", report.getCulpritsReason());
    return json;
  }

  private static ObjectNode feature(AttributedFeature feature) {
    ObjectNode json = JSON.objectNode();
    json.put("feature", feature.getFeature());
    json.put("carried", feature.getCarried());
    json.put("slope", feature.getSlope());
    json.put("captured", feature.getCaptured());
    json.put("contexts", feature.getContexts());
    json.set("words", tokens(feature.getWords()));
    return json;
  }

  private static ObjectNode condition(AttributedCondition condition) {
    ObjectNode json = JSON.objectNode();
    json.put("feature", condition.getFeature());
    json.put("correlation", condition.getCorrelation());
    json.put("p", condition.getP());
    json.set("relativeSlope", RecordJson.score(condition.getRelativeSlope()));
    texts(json, "prompts", condition.getPrompts());
    json.put("count", condition.getCount());
    json.set("tags", RecordJson.measures(condition.getTags()));
    json.set("words", tokens(condition.getWords()));
    return json;
  }

  private static ArrayNode prompts(List<Score> slopes) {
    ArrayNode json = JSON.arrayNode();
    slopes.forEach(
        slope ->
            json.addObject()
                .put("prompt", slope.getName())
                .put("slope", slope.getValue())
                .put("contexts", slope.getSamples()));
    return json;
  }

  private static ArrayNode tokens(List<LensToken> tokens) {
    ArrayNode json = JSON.arrayNode();
    tokens.forEach(
        token -> json.addObject().put("text", token.getText()).put("weight", token.getWeight()));
    return json;
  }

  private static void texts(ObjectNode json, String name, List<String> texts) {
    ArrayNode array = json.putArray(name);
    texts.forEach(array::add);
  }
}
