package io.plumbline.sinks.json;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.plumbline.schemas.record.Alert;
import io.plumbline.schemas.record.CheckpointArrived;
import io.plumbline.schemas.record.DivergentItem;
import io.plumbline.schemas.record.DriftReport;
import io.plumbline.schemas.record.EstimateScope;
import io.plumbline.schemas.record.Measure;
import io.plumbline.schemas.record.Score;
import java.time.Instant;
import java.util.List;
import java.util.Locale;

/** Figures that are not finite become null, since JSON has none. */
public final class RecordJson {
  private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

  private RecordJson() {}

  /** An alert: run, rule, state, severity, step, since, time, reason, evidence, items. */
  public static ObjectNode of(Alert alert) {
    ObjectNode json = JSON.objectNode();
    json.put("run", alert.getRun());
    json.put("rule", alert.getRule());
    json.put("state", lower(alert.getState()));
    json.put("severity", lower(alert.getSeverity()));
    json.put("step", alert.getStep());
    json.put("since", alert.getSince());
    json.put("time", time(alert.getTime()));
    json.put("reason", alert.getReason());
    json.set("evidence", measures(alert.getEvidence()));
    json.set("items", items(alert.getItems()));
    return json;
  }

  /**
   * A drift report: step, ordinal, time, status, reason, severity, estimates, measures, controls,
   * divergent.
   */
  public static ObjectNode of(DriftReport report) {
    ObjectNode json = JSON.objectNode();
    json.put("step", report.getStep());
    json.put("ordinal", report.getOrdinal());
    json.put("time", time(report.getTime()));
    json.put("status", lower(report.getStatus()));
    json.put("reason", report.getReason());
    json.put("severity", lower(report.getSeverity()));
    json.set("estimates", estimates(report.getEstimates()));
    ObjectNode scores = json.putObject("measures");
    report.getMeasures().forEach(score -> scores.set(score.getName(), score(score)));
    ObjectNode controls = json.putObject("controls");
    report.getControls().forEach(score -> controls.set(score.getName(), score(score)));
    json.set("divergent", items(report.getDivergent()));
    return json;
  }

  /** A checkpoint: step, ordinal, time, location, hooks, trainer. */
  public static ObjectNode of(CheckpointArrived arrived) {
    ObjectNode json = JSON.objectNode();
    json.put("step", arrived.getStep());
    json.put("ordinal", arrived.getOrdinal());
    json.put("time", time(arrived.getTime()));
    json.put("location", arrived.getLocation());
    ArrayNode hooks = json.putArray("hooks");
    arrived.getHooks().forEach(hooks::add);
    json.set("trainer", measures(arrived.getTrainerLog()));
    return json;
  }

  /** Name of a constant as it is written outside. */
  public static String lower(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT);
  }

  /** ISO 8601, UTC. */
  public static String time(long millis) {
    return Instant.ofEpochMilli(millis).toString();
  }

  static ArrayNode estimates(List<EstimateScope> estimates) {
    ArrayNode json = JSON.arrayNode();
    for (EstimateScope scope : estimates) {
      json.addObject()
          .put("estimate", scope.getEstimate())
          .put("applies", scope.getApplies())
          .put("reason", scope.getReason())
          .put("namesWords", scope.getNamesWords());
    }
    return json;
  }

  static ObjectNode score(Score score) {
    ObjectNode json = JSON.objectNode();
    json.put("value", finite(score.getValue()));
    json.put("low", finite(score.getLow()));
    json.put("high", finite(score.getHigh()));
    json.put("base", finite(score.getBase()));
    json.put("samples", score.getSamples());
    json.put("reason", score.getReason());
    return json;
  }

  static ObjectNode measures(List<Measure> measures) {
    ObjectNode json = JSON.objectNode();
    measures.forEach(measure -> json.put(measure.getName(), finite(measure.getValue())));
    return json;
  }

  private static ArrayNode items(List<DivergentItem> items) {
    ArrayNode json = JSON.arrayNode();
    for (DivergentItem item : items) {
      json.addObject()
          .put("item", item.getItem())
          .put("stated", finite(item.getStated()))
          .put("implied", finite(item.getImplied()))
          .put("divergence", finite(item.getDivergence()));
    }
    return json;
  }

  private static Double finite(Double value) {
    return value != null && Double.isFinite(value) ? value : null;
  }
}
