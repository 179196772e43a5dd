package io.plumbline.ops.trainer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/**
 * Against a small random model of the transformers library; trainer_reference.py made the files.
 */
class NeoXTest {
  private static final Path FILES = Path.of("src/test/resources/trainer");
  private static final ModelConfig CONFIG =
      new ModelConfig(11, 16, 2, 2, 32, 12, 0.5, 10_000, 1e-5);

  private final JsonNode reference = reference();
  private final Weights weights = new Weights(Safetensors.read(FILES.resolve("neox.safetensors")));
  private final Sequences sequences = sequences();

  @Test
  void logProbabilitiesAreThoseOfTransformers() {
    assertThat(new Policy(CONFIG).logProbs(weights, sequences))
        .containsExactly(floats("logProbs"), within(2e-6f));
  }

  @Test
  void gradientsAreThoseOfTorch() {
    SortedMap<String, float[]> gradients = new TreeMap<>();
    float[][] seen = new float[1][];
    new Learner(CONFIG, weights, new AdamW(0))
        .gradients(
            sequences,
            (logProbs, values) -> {
              seen[0] = values;
              return new Objective.Slopes(floats("slopes"), floats("valueSlopes"));
            },
            gradients);

    assertThat(seen[0]).containsExactly(floats("values"), within(2e-6f));
    SortedMap<String, Tensor> expected =
        Safetensors.read(FILES.resolve("neox-gradients.safetensors"));
    assertThat(gradients).containsOnlyKeys(expected.keySet());
    expected.forEach(
        (name, tensor) ->
            assertThat(gradients.get(name)).as(name).containsExactly(tensor.data(), within(2e-5f)));
  }

  @Test
  void cachedPositionsGiveTheSameHiddenStates() {
    try (NeoX model = new NeoX(CONFIG, weights, false);
        var scope = model.newScope()) {
      var whole = model.hidden(sequences.toArray(scope)).get(":,-1").toFloatArray();
      NeoX.Cache cache = new NeoX.Cache();
      model.hidden(sequences.toArray(scope).get(":,0:5"), cache);
      model.hidden(sequences.toArray(scope).get(":,5:6"), cache);
      var last = model.hidden(sequences.toArray(scope).get(":,6:7"), cache).get(":,-1");
      assertThat(last.toFloatArray()).containsExactly(whole, within(2e-6f));
    }
  }

  private Sequences sequences() {
    List<long[]> rows = new ArrayList<>();
    for (JsonNode row : reference.get("ids")) {
      long[] ids = new long[row.size()];
      for (int i = 0; i < ids.length; i++) {
        ids[i] = row.get(i).longValue();
      }
      rows.add(ids);
    }
    return Sequences.of(rows, reference.get("prompt").intValue());
  }

  private float[] floats(String name) {
    JsonNode node = reference.get(name);
    float[] values = new float[node.size()];
    for (int i = 0; i < values.length; i++) {
      values[i] = node.get(i).floatValue();
    }
    return values;
  }

  private static JsonNode reference() {
    try {
      return new ObjectMapper().readTree(FILES.resolve("neox.json").toFile());
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }
}
