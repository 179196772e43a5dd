package io.plumbline.sinks.web;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.plumbline.schemas.record.AlertState;
import io.plumbline.schemas.record.RunSpec;
import io.plumbline.sinks.feed.RunView;
import io.plumbline.sinks.json.AttributionJson;
import io.plumbline.sinks.json.RecordJson;
import java.util.List;

/** Answers of the REST interface. */
final class RunJson {
  private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

  private RunJson() {}

  /** {@code GET /api/runs}: one summary for each run, the one with the newest checkpoint first. */
  static ArrayNode list(List<RunView> runs) {
    ArrayNode json = JSON.arrayNode();
    runs.stream()
        .sorted((a, b) -> Long.compare(newest(b), newest(a)))
        .forEach(run -> json.add(summary(run)));
    return json;
  }

  /** {@code GET /api/runs/NAME}: the summary and all that is known. */
  static ObjectNode detail(RunView run) {
    ObjectNode json = summary(run);
    run.spec().ifPresent(spec -> json.set("spec", spec(spec)));
    ArrayNode checkpoints = json.putArray("checkpoints");
    run.checkpoints().values().forEach(c -> checkpoints.add(RecordJson.of(c)));
    ArrayNode reports = json.putArray("reports");
    run.reports().values().forEach(r -> reports.add(RecordJson.of(r)));
    json.set("attribution", run.attribution().map(AttributionJson::of).orElse(null));
    ArrayNode alerts = json.putArray("alerts");
    run.alerts().forEach(a -> alerts.add(RecordJson.of(a)));
    ArrayNode current = json.putArray("current");
    run.current().values().forEach(a -> current.add(RecordJson.of(a)));
    return json;
  }

  private static ObjectNode summary(RunView run) {
    ObjectNode json = JSON.objectNode();
    json.put("run", run.run());
    json.put("severity", RecordJson.lower(run.severity()));
    json.put("found", run.checkpoints().size());
    json.put("reported", run.reports().size());
    json.put("step", run.lastReport().map(r -> r.getStep()).orElse(null));
    json.put(
        "firing",
        run.current().values().stream().filter(a -> a.getState() == AlertState.FIRING).count());
    json.put("time", newest(run) == 0 ? null : RecordJson.time(newest(run)));
    return json;
  }

  private static ObjectNode spec(RunSpec spec) {
    ObjectNode json = JSON.objectNode();
    json.put("digest", spec.getDigest());
    json.put("time", RecordJson.time(spec.getTime()));
    json.put("codeVersion", spec.getCodeVersion());
    json.put("baseModel", spec.getBaseModel());
    json.put("feedback", spec.getFeedback().getId());
    json.put("feedbackItems", spec.getFeedback().getItems());
    ObjectNode settings = json.putObject("settings");
    spec.getSettings().forEach(s -> settings.put(s.getName(), s.getValue()));
    return json;
  }

  private static long newest(RunView run) {
    if (!run.checkpoints().isEmpty()) {
      return run.checkpoints().lastEntry().getValue().getTime();
    }
    return run.lastReport().map(r -> r.getTime()).orElse(0L);
  }
}
