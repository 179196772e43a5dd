package io.plumbline.extractor.adapter;

import static org.assertj.core.api.Assertions.assertThat;

import io.plumbline.extractor.checkpoint.OpenCheckpoint;
import io.plumbline.schemas.safetensors.SafetensorsFile;
import io.plumbline.schemas.safetensors.TensorSource;
import java.nio.FloatBuffer;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Weights as PEFT merges them; see src/test/python/lora_reference.py. */
class LoraReferenceTest {
  private static final double TOLERANCE = 1e-6;
  private static final String MERGED = "merged/";

  @ParameterizedTest
  @ValueSource(
      strings = {
        "plain",
        "rslora",
        "patterns",
        "all-linear-bf16",
        "modules-to-save",
        "head-and-embedding",
        "old-head-name",
        "sharded-f16",
        "conv1d",
        "conv1d-square"
      })
  void weightsAreThoseThatPeftMerges(String name) {
    assertMerged(name, AdapterFiles.adapter(name));
  }

  /** PEFT leaves in the configuration what fits the module that it came to last. */
  @ParameterizedTest
  @ValueSource(strings = {"conv1d", "conv1d-square"})
  void howWeightsAreStoredIsKnownFromTheModel(String name, @TempDir Path directory) {
    assertMerged(
        name,
        AdapterFiles.copy(
            name, directory.resolve("a"), "\"fan_in_fan_out\": true", "\"fan_in_fan_out\": false"));
  }

  private static void assertMerged(String name, Path adapter) {
    try (OpenCheckpoint checkpoint = OpenCheckpoint.tuned(adapter, AdapterFiles.base(name));
        OpenCheckpoint base = OpenCheckpoint.full(AdapterFiles.base(name));
        SafetensorsFile reference =
            SafetensorsFile.open(AdapterFiles.adapter(name).resolve("reference.safetensors"))) {
      assertThat(checkpoint.form()).isEqualTo(OpenCheckpoint.Form.LORA);
      List<String> merged = reference.names().stream().filter(n -> n.startsWith(MERGED)).toList();
      assertThat(merged).isNotEmpty();
      assertThat(base.weights().names())
          .containsAll(merged.stream().map(n -> n.substring(MERGED.length())).toList());
      for (String tensor : base.weights().names()) {
        float[] actual = values(checkpoint.weights(), tensor);
        if (merged.contains(MERGED + tensor)) {
          assertClose(actual, values(reference, MERGED + tensor), tensor);
        } else {
          assertThat(actual).as(tensor).isEqualTo(values(base.weights(), tensor));
        }
      }
    }
  }

  @Test
  void bitsAreTheSameInWhateverPiecesAWeightIsRead() {
    try (OpenCheckpoint checkpoint =
        OpenCheckpoint.tuned(AdapterFiles.adapter("plain"), AdapterFiles.base("plain"))) {
      String tensor = "gpt_neox.layers.1.attention.query_key_value.weight";
      float[] whole = values(checkpoint.weights(), tensor);
      float[] pieces = new float[whole.length];
      for (int from = 0; from < whole.length; from += 77) {
        int count = Math.min(77, whole.length - from);
        checkpoint.weights().read(tensor, from, FloatBuffer.wrap(pieces, from, count));
      }
      assertThat(pieces).isEqualTo(whole);
    }
  }

  private static float[] values(TensorSource source, String name) {
    float[] values = new float[(int) source.entry(name).size()];
    source.read(name, 0, FloatBuffer.wrap(values));
    return values;
  }

  private static void assertClose(float[] actual, float[] expected, String tensor) {
    assertThat(actual.length).isEqualTo(expected.length);
    double size = 0;
    double difference = 0;
    for (int i = 0; i < expected.length; i++) {
      size = Math.max(size, Math.abs((double) expected[i]));
      difference = Math.max(difference, Math.abs((double) actual[i] - expected[i]));
    }
    assertThat(difference / size).as(tensor).isLessThan(TOLERANCE);
  }
}
