package io.plumbline.ops.compose;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SchemaLocation;
import com.networknt.schema.SpecVersion;
import io.plumbline.schemas.topic.Topics;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** docker-compose.yml and what it mounts, checked without a Docker engine. */
class DockerComposeTest {
  private static final Path ROOT = Path.of("..").toAbsolutePath().normalize();
  private static final Pattern VARIABLE = Pattern.compile("\\$\\{([A-Z_]+)}");
  private static final YAMLMapper YAML = new YAMLMapper();

  private static String text;
  private static JsonNode compose;
  private static Map<String, String> variables;

  @BeforeAll
  static void read() throws IOException {
    text = Files.readString(ROOT.resolve("docker-compose.yml"));
    variables = variables();
    compose = YAML.readTree(substituted(merged(text)));
  }

  @Test
  void keepsToTheComposeSchema() throws IOException {
    try (InputStream schema =
        DockerComposeTest.class.getResourceAsStream("/compose/compose-spec.json")) {
      // The schema's own id is relative.
      SchemaLocation base = SchemaLocation.of("https://compose-spec.io/compose-spec.json");
      JsonSchema spec =
          JsonSchemaFactory.getInstance(SpecVersion.VersionFlag.V7)
              .getSchema(base, new ObjectMapper().readTree(schema));
      ObjectNode misspelt = compose.deepCopy();
      ((ObjectNode) misspelt.at("/services/kafka")).put("imgae", "x");

      assertThat(spec.validate(compose)).isEmpty();
      assertThat(spec.validate(misspelt)).isNotEmpty();
    }
  }

  @Test
  void brokerKnowsLongerHowFarWorkersAreThanItKeepsTasks() {
    assertThat(compose.at("/services/kafka/environment/KAFKA_OFFSETS_RETENTION_MINUTES").asLong())
        .isGreaterThan(Topics.EXTRACTION_TASKS.retention().toMinutes());
  }

  @Test
  void describesTheWholeSystem() {
    assertThat(names(compose.get("services")))
        .contains(
            "kafka",
            "registry",
            "jobmanager",
            "taskmanager",
            "extractor",
            "sinks",
            "prometheus",
            "alertmanager",
            "grafana");
    assertThat(compose.at("/services/extractor/deploy/resources/reservations/devices/0").toString())
        .contains("gpu");
  }

  @Test
  void everyVariableIsInTheEnvironmentFileAndEachThereIsUsed() {
    Set<String> used = new TreeSet<>();
    Matcher matcher = VARIABLE.matcher(text);
    while (matcher.find()) {
      used.add(matcher.group(1));
    }
    assertThat(used).isEqualTo(variables.keySet());
  }

  @Test
  void everyImageIsPinned() throws IOException {
    List<String> images = new ArrayList<>();
    for (JsonNode service : compose.get("services")) {
      images.add(service.get("image").textValue());
    }
    try (Stream<Path> files = Files.list(ROOT.resolve("ops/docker"))) {
      for (Path file : files.filter(f -> f.getFileName().toString().contains("Docker")).toList()) {
        Files.readAllLines(file).stream()
            .filter(line -> line.startsWith("FROM "))
            .map(line -> line.substring("FROM ".length()))
            .forEach(images::add);
      }
    }
    assertThat(images).hasSizeGreaterThan(10).allMatch(i -> i.matches("[a-z0-9/.-]+:v?[0-9].*"));
  }

  @Test
  void everyPortIsOpenToThisMachineOnly() {
    List<String> ports = new ArrayList<>();
    for (JsonNode service : compose.get("services")) {
      service.path("ports").forEach(port -> ports.add(port.textValue()));
      assertThat(service.has("network_mode")).isFalse();
    }
    assertThat(ports).hasSizeGreaterThan(5).allMatch(p -> p.matches("127\\.0\\.0\\.1:\\d+:\\d+"));
    assertThat(ports.stream().map(p -> p.substring(0, p.lastIndexOf(':')))).doesNotHaveDuplicates();
  }

  @Test
  void whatRunsOnHasAHealthCheck() {
    for (Map.Entry<String, JsonNode> service : compose.get("services").properties()) {
      boolean runsOn = "unless-stopped".equals(service.getValue().path("restart").textValue());
      assertThat(service.getValue().has("healthcheck")).as(service.getKey()).isEqualTo(runsOn);
    }
  }

  /** Who looks for a job under another name submits it again and again. */
  @Test
  void jobsAreLookedForUnderTheNamesThatTheyGiveThemselves() throws Exception {
    for (String service : List.of("sae-job", "probe-job", "attribution-job")) {
      JsonNode job = compose.get("services").get(service);
      Object name = Class.forName(job.at("/command/2").textValue()).getField("NAME").get(null);
      assertThat(job.at("/command/1").textValue()).isEqualTo(name);
      assertThat(job.at("/healthcheck/test/3").textValue()).isEqualTo(name);
    }
    assertThat(ROOT.resolve("ops/docker/keep-job")).isExecutable();
  }

  @Test
  void everythingMountedOrBuiltFromExists() {
    Set<String> volumes = names(compose.get("volumes"));
    for (JsonNode service : compose.get("services")) {
      for (JsonNode mount : service.path("volumes")) {
        String source = mount.textValue().substring(0, mount.textValue().indexOf(':'));
        boolean watched = source.equals(variables.get("WATCH_DIR"));
        if (source.startsWith(".") && !watched) {
          assertThat(ROOT.resolve(source)).exists();
        } else if (!watched) {
          assertThat(volumes).contains(source);
        }
      }
      if (service.has("build")) {
        assertThat(ROOT.resolve(service.at("/build/dockerfile").textValue())).exists();
      }
    }
  }

  @Test
  void whatIsMountedCanBeRead() throws IOException {
    assertThat(YAML.readTree(ROOT.resolve("ops/prometheus/prometheus.yml").toFile()).toString())
        .contains("sinks:8080");
    JsonNode rules = YAML.readTree(ROOT.resolve("ops/prometheus/alerts.yml").toFile());
    assertThat(rules.at("/groups/0/rules")).hasSizeGreaterThan(1);
    JsonNode alertmanager =
        YAML.readTree(ROOT.resolve("ops/alertmanager/alertmanager.yml").toFile());
    assertThat(alertmanager.at("/route/receiver")).isEqualTo(alertmanager.at("/receivers/0/name"));
    JsonNode dashboard =
        new ObjectMapper().readTree(ROOT.resolve("ops/grafana/dashboards/plumbline.json").toFile());
    assertThat(dashboard.get("panels")).hasSizeGreaterThan(5);
    for (JsonNode panel : dashboard.get("panels")) {
      assertThat(panel.at("/targets/0/expr").textValue()).contains("plumbline_");
    }
  }

  private static Map<String, String> variables() throws IOException {
    Map<String, String> variables = new TreeMap<>();
    for (String line : Files.readAllLines(ROOT.resolve(".env"))) {
      int equals = line.indexOf('=');
      if (!line.startsWith("#") && equals > 0) {
        variables.put(line.substring(0, equals), line.substring(equals + 1));
      }
    }
    return variables;
  }

  private static String substituted(String template) {
    return VARIABLE
        .matcher(template)
        .replaceAll(
            match ->
                Matcher.quoteReplacement(
                    variables.getOrDefault(match.group(1), "${" + match.group(1) + "}")));
  }

  /** The file with its anchors resolved: Jackson's reader of trees leaves them out. */
  private static String merged(String yaml) throws IOException {
    Object resolved =
        new org.yaml.snakeyaml.Yaml(
                new org.yaml.snakeyaml.constructor.SafeConstructor(
                    new org.yaml.snakeyaml.LoaderOptions()))
            .load(yaml);
    return new ObjectMapper().writeValueAsString(resolved);
  }

  private static Set<String> names(JsonNode object) {
    Set<String> names = new TreeSet<>();
    object.properties().forEach(property -> names.add(property.getKey()));
    return names;
  }
}
