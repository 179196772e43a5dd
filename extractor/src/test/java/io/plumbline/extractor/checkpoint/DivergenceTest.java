package io.plumbline.extractor.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.plumbline.extractor.TestResources;
import io.plumbline.extractor.model.Architecture;
import io.plumbline.extractor.model.ModelFamilies;
import io.plumbline.extractor.model.ParameterSpec;
import io.plumbline.extractor.safetensors.ModelWeights;
import io.plumbline.schemas.UserError;
import io.plumbline.schemas.record.LayerDivergence;
import io.plumbline.schemas.safetensors.TensorEntry;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DivergenceTest {
  @TempDir Path directory;
  private Path base;
  private Path tuned;
  private Architecture architecture;

  @BeforeEach
  void copyBase() {
    base = TestResources.path("gptneox/parallel");
    tuned = TestResources.copy("gptneox/parallel", directory.resolve("tuned"));
    architecture = ModelFamilies.read(base);
  }

  @Test
  void sumsTheDistancesOfEachLayersParameters() throws IOException {
    // Two elements of one tensor: distance 5. One of another in the same layer: distance 2.
    add("gpt_neox.layers.1.mlp.dense_4h_to_h.weight", 7, 3);
    add("gpt_neox.layers.1.mlp.dense_4h_to_h.weight", 1535, -4);
    add("gpt_neox.layers.1.attention.dense.bias", 0, 2);
    // Outside the layers.
    add("gpt_neox.embed_in.weight", 0, 100);
    List<LayerDivergence> layers = compare();
    assertThat(layers).extracting(LayerDivergence::getLayer).containsExactly(0, 1);
    assertThat(layers.get(0).getValue()).isZero();
    assertThat(layers.get(1).getValue()).isCloseTo(7, within(1e-6));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "gpt-neo/alternating",
        "gpt2/tied",
        "gptneox/sequential-layer",
        "llama/grouped",
        "mistral/sliding",
        "qwen2/sliding",
        "qwen3/layer-types",
        "gemma/tied",
        "gemma2/capped"
      })
  void everyParameterOfAFamilyCountsForItsLayer(String model) throws IOException {
    base = TestResources.path("models/" + model);
    tuned = TestResources.copy("models/" + model, directory.resolve("moved"));
    architecture = ModelFamilies.read(base);
    int layer = architecture.layers() - 1;
    List<String> names = fileNames();
    for (String name : names) {
      add(name, 0, 0.5f);
    }
    long ofLayer = names.stream().filter(name -> name.contains("." + layer + ".")).count();
    assertThat(ofLayer).isPositive();
    assertThat(compare().get(layer).getValue()).isCloseTo(0.5 * ofLayer, within(1e-5));
    assertThat(names)
        .containsExactlyElementsOf(
            architecture.parameters().stream().map(ParameterSpec::name).toList());
  }

  @Test
  void divergedRunIsNamed() throws IOException {
    add("gpt_neox.layers.0.attention.dense.bias", 3, Float.NaN);
    assertThatThrownBy(this::compare)
        .isInstanceOf(UserError.class)
        .hasMessageContaining("gpt_neox.layers.0.attention.dense.bias")
        .hasMessageContaining("has diverged");
  }

  @Test
  void mostMovedLayersComeAscending() {
    List<LayerDivergence> layers =
        List.of(
            new LayerDivergence(0, 1.0),
            new LayerDivergence(1, 3.0),
            new LayerDivergence(2, 2.0),
            new LayerDivergence(3, 3.0),
            new LayerDivergence(4, 2.0));
    assertThat(Divergence.mostMoved(layers, 3)).containsExactly(1, 2, 3);
    assertThat(Divergence.mostMoved(layers, 9)).containsExactly(0, 1, 2, 3, 4);
  }

  @Test
  void digestIsThatOfTheContent() throws IOException {
    assertThat(ContentDigest.of(tuned, base)).isEqualTo(ContentDigest.of(base, base)).hasSize(64);
    add("gpt_neox.layers.0.attention.dense.bias", 3, 1e-3f);
    assertThat(ContentDigest.of(tuned, base)).isNotEqualTo(ContentDigest.of(base, base));
  }

  private List<String> fileNames() {
    try (ModelWeights weights = ModelWeights.open(tuned)) {
      return List.copyOf(weights.names());
    }
  }

  private List<LayerDivergence> compare() {
    try (ModelWeights before = ModelWeights.open(base);
        ModelWeights after = ModelWeights.open(tuned)) {
      return Divergence.byLayer(architecture, before, after);
    }
  }

  private void add(String tensor, int element, float difference) throws IOException {
    Path file = tuned.resolve("model.safetensors");
    int at;
    try (ModelWeights weights = ModelWeights.open(tuned)) {
      TensorEntry entry = weights.entry(tensor);
      at = (int) entry.begin() + element * Float.BYTES;
    }
    ByteBuffer bytes = ByteBuffer.wrap(Files.readAllBytes(file)).order(ByteOrder.LITTLE_ENDIAN);
    bytes.putFloat(at, bytes.getFloat(at) + difference);
    Files.write(file, bytes.array());
  }
}
