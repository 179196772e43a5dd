package io.plumbline.extractor.safetensors;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.plumbline.extractor.TestResources;
import io.plumbline.schemas.UserError;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ModelWeightsTest {
  @TempDir Path directory;

  @Test
  void shardsReadAsOne() {
    Path model = TestResources.path("gptneox/sharded-f16");
    try (ModelWeights weights = ModelWeights.open(model)) {
      assertThat(weights.names()).contains("embed_out.weight", "gpt_neox.embed_in.weight");
      assertThat(weights.entry("embed_out.weight").file().getFileName().toString())
          .startsWith("model-0000");
    }
    assertThat(ModelWeights.files(model)).hasSize(5);
  }

  @Test
  void shardThatLacksAPromisedTensorIsNamed() throws IOException {
    TestResources.copy("gptneox/sharded-f16", directory.resolve("m"));
    Path index = directory.resolve("m/model.safetensors.index.json");
    String text = Files.readString(index);
    Files.writeString(index, text.replace("\"embed_out.weight\"", "\"lost.weight\""));
    assertThatThrownBy(() -> ModelWeights.open(directory.resolve("m")))
        .isInstanceOf(UserError.class)
        .hasMessageContaining("has no tensor lost.weight");
  }

  @ParameterizedTest
  @CsvSource({
    "gptneox/parallel, model.safetensors",
    "gptneox/sharded-f16, model.safetensors.index.json"
  })
  void fileThatLacksATensorIsNamed(String name, String file) {
    Path model = TestResources.path(name);
    try (ModelWeights weights = ModelWeights.open(model)) {
      assertThatThrownBy(() -> weights.entry("lost.weight"))
          .isInstanceOf(UserError.class)
          .hasMessageStartingWith(model.resolve(file) + " has no tensor lost.weight; save");
    }
  }

  @Test
  void oneFileCountsBesideAnIndexThatWasLeft() throws IOException {
    Path model = TestResources.copy("gptneox/sharded-f16", directory.resolve("m"));
    Files.copy(
        TestResources.path("gptneox/parallel").resolve("model.safetensors"),
        model.resolve("model.safetensors"));
    Files.delete(model.resolve("model-00001-of-00004.safetensors"));
    try (ModelWeights weights = ModelWeights.open(model)) {
      assertThat(weights.entry("embed_out.weight").file())
          .isEqualTo(model.resolve("model.safetensors"));
    }
    assertThat(ModelWeights.files(model)).containsExactly(model.resolve("model.safetensors"));
    Files.delete(model.resolve("model.safetensors"));
    assertThatThrownBy(() -> ModelWeights.open(model))
        .isInstanceOf(UserError.class)
        .hasMessageContaining("index.json names model-00001-of-00004.safetensors, which is not");
  }

  @Test
  void indexThatPointsElsewhereIsRefused() throws IOException {
    for (String outside : new String[] {"../x.safetensors", "/x.safetensors", "x.bin"}) {
      Files.writeString(
          directory.resolve("model.safetensors.index.json"),
          "{\"weight_map\": {\"a\": \"" + outside + "\"}}");
      assertThatThrownBy(() -> ModelWeights.open(directory))
          .isInstanceOf(UserError.class)
          .hasMessageContaining("tensor a is said to be in");
    }
  }

  @Test
  void picklesAreRefusedWithTheLineThatConvertsThem() throws IOException {
    assertThatThrownBy(() -> ModelWeights.open(directory))
        .isInstanceOf(UserError.class)
        .hasMessageContaining("has no model.safetensors");
    Files.writeString(directory.resolve("pytorch_model.bin"), "");
    assertThatThrownBy(() -> ModelWeights.open(directory))
        .isInstanceOf(UserError.class)
        .hasMessageContaining("is a pickle")
        .hasMessageContaining("save_pretrained('" + directory + "')");
  }
}
