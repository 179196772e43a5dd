package io.plumbline.sinks.webhook;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.plumbline.schemas.record.Alert;
import io.plumbline.schemas.record.AlertState;
import io.plumbline.sinks.sample.Played;
import io.plumbline.sinks.sample.SampleRun;
import io.plumbline.sinks.webhook.WebhookOptions.Format;
import java.net.URI;
import org.junit.jupiter.api.Test;

class AlertPostTest {
  private final Alert alert = Played.of(SampleRun.poisoned()).alerts().get(0);

  @Test
  void plainIsTheAlertAsItIs() throws Exception {
    JsonNode json = json(alert, Format.PLAIN);

    assertThat(json.get("run").textValue()).isEqualTo("demo-poisoned-7");
    assertThat(json.get("rule").textValue()).isEqualTo("wrong-sign");
    assertThat(json.get("state").textValue()).isEqualTo("firing");
    assertThat(json.get("severity").textValue()).isEqualTo("red");
    assertThat(json.get("step").intValue()).isEqualTo(75);
    assertThat(json.get("time").textValue()).isEqualTo("2026-09-21T14:18:20Z");
    assertThat(json.get("evidence").get("policy:wrong_sign").doubleValue()).isGreaterThan(4);
    assertThat(AlertPost.address(URI.create("http://h/hook"), Format.PLAIN))
        .isEqualTo(URI.create("http://h/hook"));
  }

  @Test
  void alertmanagerTakesAFiringAlertAsOneThatStands() throws Exception {
    JsonNode json = json(alert, Format.ALERTMANAGER).get(0);

    assertThat(json.get("labels").toString())
        .isEqualTo(
            "{\"alertname\":\"PlumblineDrift\",\"run\":\"demo-poisoned-7\","
                + "\"rule\":\"wrong-sign\",\"severity\":\"red\"}");
    assertThat(json.get("annotations").get("description").textValue()).isEqualTo(alert.getReason());
    assertThat(json.get("startsAt").textValue()).isEqualTo("2026-09-21T14:18:20Z");
    assertThat(json.get("endsAt").textValue()).isEqualTo("2027-09-21T14:18:20Z");
    assertThat(AlertPost.address(URI.create("http://h:9093/"), Format.ALERTMANAGER))
        .isEqualTo(URI.create("http://h:9093/api/v2/alerts"));
  }

  @Test
  void alertmanagerIsToldOfTheEndButNotOfWhatIsOnlyPending() throws Exception {
    Alert resolved = Alert.newBuilder(alert).setState(AlertState.RESOLVED).build();
    Alert pending = Alert.newBuilder(alert).setState(AlertState.PENDING).build();

    assertThat(json(resolved, Format.ALERTMANAGER).get(0).get("endsAt").textValue())
        .isEqualTo("2026-09-21T14:18:20Z");
    assertThat(AlertPost.body(pending, Format.ALERTMANAGER)).isEmpty();
    assertThat(AlertPost.body(pending, Format.PLAIN)).isPresent();
  }

  private static JsonNode json(Alert alert, Format format) throws Exception {
    return new ObjectMapper().readTree(AlertPost.body(alert, format).orElseThrow());
  }
}
