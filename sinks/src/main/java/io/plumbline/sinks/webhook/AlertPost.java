package io.plumbline.sinks.webhook;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.plumbline.schemas.record.Alert;
import io.plumbline.schemas.record.AlertState;
import io.plumbline.schemas.record.DivergentItem;
import io.plumbline.sinks.json.RecordJson;
import io.plumbline.sinks.webhook.WebhookOptions.Format;
import java.net.URI;
import java.time.Duration;
import java.util.Optional;
import java.util.stream.Collectors;

/** What is posted for an alert, and where to. */
final class AlertPost {
  private static final String ALERTMANAGER_PATH = "/api/v2/alerts";

  /**
   * Alertmanager takes an alert for resolved when nobody repeats it. An alert here stands until a
   * checkpoint resolves it, which may take long.
   */
  private static final Duration STANDS = Duration.ofDays(365);

  private AlertPost() {}

  static URI address(URI url, Format format) {
    return format == Format.PLAIN
        ? url
        : URI.create(url.toString().replaceAll("/+$", "") + ALERTMANAGER_PATH);
  }

  /** The body; empty where the format has none for this state. */
  static Optional<String> body(Alert alert, Format format) {
    if (format == Format.PLAIN) {
      return Optional.of(RecordJson.of(alert).toString());
    }
    if (alert.getState() == AlertState.PENDING) {
      return Optional.empty();
    }
    return Optional.of(JsonNodeFactory.instance.arrayNode().add(alertmanager(alert)).toString());
  }

  private static ObjectNode alertmanager(Alert alert) {
    ObjectNode json = JsonNodeFactory.instance.objectNode();
    json.putObject("labels")
        .put("alertname", "PlumblineDrift")
        .put("run", alert.getRun())
        .put("rule", alert.getRule())
        .put("severity", RecordJson.lower(alert.getSeverity()));
    ObjectNode annotations = json.putObject("annotations");
    annotations
        .put("summary", alert.getRule() + " on run " + alert.getRun())
        .put("description", alert.getReason())
        .put("step", Integer.toString(alert.getStep()))
        .put("since", Integer.toString(alert.getSince()));
    if (!alert.getItems().isEmpty()) {
      annotations.put(
          "words",
          alert.getItems().stream().map(DivergentItem::getItem).collect(Collectors.joining(", ")));
    }
    boolean resolved = alert.getState() == AlertState.RESOLVED;
    if (!resolved) {
      json.put("startsAt", RecordJson.time(alert.getTime()));
    }
    json.put("endsAt", RecordJson.time(alert.getTime() + (resolved ? 0 : STANDS.toMillis())));
    return json;
  }
}
