package io.plumbline.ops.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.plumbline.schemas.safetensors.SafetensorsFile;
import io.plumbline.schemas.safetensors.SafetensorsWriter;
import java.io.IOException;
import java.nio.FloatBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The dictionaries and encodings are those that stream-jobs is held against. */
class DictionaryCommandTest {
  private static final Path RESOURCES = Path.of("../stream-jobs/src/test/resources");
  private static final String GATED = RESOURCES.resolve("dictionaries/gated").toString();

  @TempDir Path scratch;
  private JsonNode reference;
  private String activations;

  @BeforeEach
  void writeActivations() throws IOException {
    Path references = RESOURCES.resolve("references/stored-dictionaries.json");
    for (JsonNode candidate : new ObjectMapper().readTree(references.toFile())) {
      if (candidate.get("name").asText().equals("gated")) {
        reference = candidate;
      }
    }
    activations = write("x.safetensors", floats(reference.get("x")), 9, 12);
  }

  @Test
  void inspectTellsWhatItIs() {
    CommandRun run = CommandRun.of("dictionary", "inspect", GATED);
    assertThat(run.code()).isZero();
    assertThat(run.out())
        .contains(
            "layout         SAELens",
            "kind           gated",
            "hook           blocks.1.hook_mlp_out",
            "d_model        12",
            "d_sae          20");
  }

  @Test
  void warnsOfActivationsThatAreReadUnscaled() {
    String unscaled = RESOURCES.resolve("dictionaries/average-norm-unknown").toString();
    List<CommandRun> runs =
        List.of(
            CommandRun.of("dictionary", "inspect", unscaled),
            CommandRun.of("dictionary", "score", unscaled, activations),
            CommandRun.of(
                "watch",
                "--base",
                "/nowhere",
                "--checkpoints",
                "/nowhere",
                "--feedback",
                "/nowhere",
                "--dictionary",
                unscaled));
    assertThat(runs)
        .allSatisfy(
            run ->
                assertThat(run.err().get(0))
                    .startsWith("warning: ")
                    .contains("activation_scaler.json", "activations are read unscaled"));
    assertThat(runs).extracting(CommandRun::code).containsExactly(0, 0, Errors.BAD_INPUT);
  }

  @Test
  void encodeWritesWhatSaeLensEncodes() {
    Path features = scratch.resolve("features.safetensors");
    CommandRun run = CommandRun.of("dictionary", "encode", GATED, activations, features.toString());
    assertThat(run.code()).isZero();
    assertThat(run.out()).containsExactly("9 rows encoded to " + features);
    float[] values = new float[9 * 20];
    try (SafetensorsFile file = SafetensorsFile.open(features)) {
      assertThat(file.entry("feature_acts").shape()).isEqualTo(List.of(9L, 20L));
      file.read("feature_acts", 0, FloatBuffer.wrap(values));
    }
    assertThat(values).containsExactly(floats(reference.get("features")), within(1e-5f));
  }

  @Test
  void scorePrintsFitAndActiveAndDeadFeatures() {
    float[] x = floats(reference.get("x"));
    float[] rebuilt = floats(reference.get("rebuilt"));
    double error = 0;
    double variance = 0;
    for (int j = 0; j < 12; j++) {
      double mean = 0;
      for (int i = 0; i < 9; i++) {
        mean += x[i * 12 + j] / 9.0;
      }
      for (int i = 0; i < 9; i++) {
        error += Math.pow(x[i * 12 + j] - rebuilt[i * 12 + j], 2);
        variance += Math.pow(x[i * 12 + j] - mean, 2);
      }
    }
    CommandRun run = CommandRun.of("dictionary", "score", GATED, activations);
    assertThat(run.code()).isZero();
    assertThat(run.out()).hasSize(4).contains("rows  9");
    assertThat(number(run, "FVU")).isCloseTo(error / variance, within(1e-5));
    float[] features = floats(reference.get("features"));
    int active = 0;
    boolean[] fired = new boolean[20];
    for (int i = 0; i < features.length; i++) {
      active += features[i] > 0 ? 1 : 0;
      fired[i % 20] |= features[i] > 0;
    }
    int dead = 0;
    for (boolean feature : fired) {
      dead += feature ? 0 : 1;
    }
    assertThat(number(run, "L0")).isCloseTo(active / 9.0, within(1e-6));
    assertThat(number(run, "dead")).isEqualTo(dead);
  }

  @Test
  void whatDoesNotFitIsRefusedInOneLine() throws IOException {
    String wide = write("wide.safetensors", new float[26], 2, 13);
    assertRefused("reads rows of 12", "dictionary", "score", GATED, wide);
    String broken =
        write("nan.safetensors", new float[] {0, 0, 0, 0, Float.NaN, 0, 0, 0, 0, 0, 0, 0}, 1, 12);
    assertRefused("NaN in row 0, column 4", "dictionary", "score", GATED, broken);
    assertRefused(
        "has no tensor acts", "dictionary", "score", GATED, activations, "--tensor", "acts");
    assertRefused("holds no dictionary", "dictionary", "inspect", scratch.toString());
    assertRefused("is the input", "dictionary", "encode", GATED, activations, activations);
    Path pickle = Files.createDirectory(scratch.resolve("pickle"));
    Files.writeString(pickle.resolve("ae.pt"), "");
    assertRefused("convert it with", "dictionary", "inspect", pickle.toString());
  }

  private static void assertRefused(String message, String... arguments) {
    CommandRun run = CommandRun.of(arguments);
    assertThat(run.code()).isEqualTo(Errors.BAD_INPUT);
    assertThat(run.out()).isEmpty();
    assertThat(run.err()).singleElement().asString().contains(message);
  }

  private String write(String name, float[] values, int rows, int columns) {
    Path file = scratch.resolve(name);
    try (SafetensorsWriter writer =
        SafetensorsWriter.create(
            file,
            new TreeMap<>(Map.of("x", List.of((long) rows, (long) columns))),
            new TreeMap<>())) {
      writer.write("x", values);
    }
    return file.toString();
  }

  private static double number(CommandRun run, String name) {
    return run.out().stream()
        .filter(line -> line.startsWith(name))
        .map(line -> line.substring(6).split(" ", 2)[0])
        .mapToDouble(Double::parseDouble)
        .findFirst()
        .orElseThrow();
  }

  private static float[] floats(JsonNode rows) {
    int columns = rows.get(0).size();
    float[] values = new float[rows.size() * columns];
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) rows.get(i / columns).get(i % columns).asDouble();
    }
    return values;
  }
}
