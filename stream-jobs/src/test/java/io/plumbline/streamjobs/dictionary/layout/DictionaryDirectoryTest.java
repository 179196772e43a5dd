package io.plumbline.streamjobs.dictionary.layout;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import io.plumbline.schemas.UserError;
import io.plumbline.streamjobs.dictionary.Dictionary;
import io.plumbline.streamjobs.dictionary.DictionaryCodec;
import io.plumbline.streamjobs.linalg.CsrMatrix;
import io.plumbline.streamjobs.linalg.FloatMatrix;
import io.plumbline.streamjobs.linalg.Reference;
import io.plumbline.streamjobs.linalg.TorchMatrixProduct;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Encodings are those of the libraries that wrote the directories. */
class DictionaryDirectoryTest {
  private static final JsonNode REFERENCE = Reference.read("stored-dictionaries.json");

  @TempDir Path scratch;

  static Stream<Arguments> cases() {
    return StreamSupport.stream(REFERENCE.spliterator(), false)
        .map(reference -> Arguments.of(reference.get("name").asText(), reference));
  }

  @ParameterizedTest
  @MethodSource("cases")
  void encodesAndRebuildsAsItsLibraryDoes(String name, JsonNode reference) {
    StoredDictionary stored = DictionaryDirectory.read(directory(name));
    assertThat(stored.layout()).isEqualTo(reference.get("layout").asText());
    assertThat(stored.hook()).contains(reference.get("hook").asText());
    assertThat(stored.dictionary().kind()).isEqualTo(reference.get("kind").asText());
    assertEncodesAs(stored.dictionary(), reference);
    byte[] canonical = DictionaryCodec.toBytes(stored.dictionary());
    assertEncodesAs(DictionaryCodec.fromBytes(canonical), reference);
  }

  @ParameterizedTest
  @MethodSource("cases")
  void encodesTheSameAfterBeingWritten(String name, JsonNode reference) {
    Dictionary dictionary = DictionaryDirectory.read(directory(name)).dictionary();
    SaeLensDirectory.write(dictionary, "blocks.1.hook_mlp_out", scratch);
    StoredDictionary again = DictionaryDirectory.read(scratch);
    assertThat(again.layout()).isEqualTo("SAELens");
    assertThat(again.hook()).contains("blocks.1.hook_mlp_out");
    assertEncodesAs(again.dictionary(), reference);
  }

  private static void assertEncodesAs(Dictionary dictionary, JsonNode reference) {
    TorchMatrixProduct product = new TorchMatrixProduct();
    FloatMatrix x = Reference.matrix(reference.get("x"));
    float[] features = Reference.matrix(reference.get("features")).values();
    CsrMatrix encoded = dictionary.encode(x, product);
    assertThat(encoded.toDense().values()).containsExactly(features, within(1e-5f));
    assertThat(dictionary.rebuild(x, encoded, product).values())
        .containsExactly(Reference.matrix(reference.get("rebuilt")).values(), within(5e-5f));
    assertThat(encoded.values().length).isBetween(1, features.length - 1);
  }

  @Test
  void saysWhereAFactorOfTheActivationsIsNotKnown() {
    assertThat(DictionaryDirectory.read(directory("average-norm-unknown")).remarks())
        .hasSize(1)
        .first()
        .asString()
        .contains("activation_scaler.json");
    assertThat(DictionaryDirectory.read(directory("topk-average-norm")).remarks()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          standard | "architecture": "standard" | "architecture": "temporal" | architecture "temporal" is not understood
          standard | "architecture": "standard" | "architecture": "batchtopk" | save_inference_model
          standard | "normalize_activations": "none" | "normalize_activations": "covariance_whitening" | normalize_activations "covariance_whitening" is not understood
          standard | "reshape_activations": "none" | "reshape_activations": "hook_q" | reshape_activations "hook_q" is not understood
          standard | "hook_name": | "hook_head_index": 3, "hook_name": | hook_head_index 3 is not understood
          standard | "d_sae": 20 | "d_sae": 21 | tensor W_enc has shape [12, 20] where its configuration means [12, 21]
          standard | "d_in": 12 | "d_in": "many" | d_in is "many"
          standard | "apply_b_dec_to_input": true | "apply_b_dec_to_input": 7 | apply_b_dec_to_input 7 is not understood
          standard | {"d_in" | {"finetuning_scaling_factor": true, "d_in" | finetuning_scaling_factor true is not understood
          standard | {"d_in" | {"activation_fn": "tanh-relu", "d_in" | activation_fn "tanh-relu" is not understood
          standard | {"d_in" | {"input_scale": 0.5, "d_in" | input_scale 0.5 is not understood; take it out if
          standard | {"d_in" | {"d_out": 24, "d_in" | d_out 24 is not understood
          standard | "hook_name": | "hook_name_out": "blocks.2.hook_mlp_out", "hook_name": | hook_name_out "blocks.2.hook_mlp_out" is not understood
          old-standard | "hook_point_layer": 1 | "hook_point_head_index": 3 | hook_point_head_index 3 is not understood
          layers.1.mlp | "activation": "topk" | "activation": "topk", "offset": 1 | offset 1 is not understood
          jumprelu | {"d_in" | {"rescale_acts_by_decoder_norm": true, "d_in" | only topk has it
          gated | "architecture": "gated" | "architecture": "standard" | tensor b_gate is not understood
          topk | "k": 4 | "k": 0 | k is 0; it must be a whole number from 1
          layers.1.mlp | "activation": "topk" | "activation": "groupmax" | activation "groupmax" is not understood
          layers.1.mlp | "transcode": false | "transcode": true | transcode true is not understood
          layers.1.mlp | "skip_connection": false | "skip_connection": true | skip_connection true is not understood
          dl-topk | "AutoEncoderTopK" | "CrossCoder" | dict_class "CrossCoder" is not understood
          """)
  void whatIsNotUnderstoodIsRefusedByName(String name, String text, String with, String message)
      throws IOException {
    Path directory = copy(name);
    Path config = directory.resolve(name.startsWith("dl-") ? "config.json" : "cfg.json");
    String before = Files.readString(config);
    assertThat(before).contains(text);
    Files.writeString(config, before.replace(text, with));
    assertThatThrownBy(() -> DictionaryDirectory.read(directory))
        .isInstanceOf(UserError.class)
        .hasMessageContaining(directory.toString())
        .hasMessageContaining(message);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          standard | "metadata": { | "metadata": {"favourite_colour": "red",
          standard | {"d_in" | {"input_scale": null, "d_in"
          standard | {"d_in" | {"l1_coefficient": 1.0, "lp_norm": 1.0, "decoder_init_norm": 0.1, "d_in"
          old-standard | {"d_in" | {"wandb_project": "mine", "use_ghost_grads": false, "lr": 0.001, "d_in"
          """)
  void whatIsWithoutInfluenceIsLeftAlone(String name, String text, String with) throws IOException {
    Path directory = copy(name);
    Path config = directory.resolve("cfg.json");
    String before = Files.readString(config);
    assertThat(before).contains(text);
    Files.writeString(config, before.replace(text, with));
    assertThat(DictionaryDirectory.read(directory).dictionary().digest())
        .isEqualTo(DictionaryDirectory.read(directory(name)).dictionary().digest());
  }

  @Test
  void picklesAreRefusedWithTheLineThatConvertsThem() throws IOException {
    Path directory = copy("dl-gated");
    Files.move(directory.resolve("ae.safetensors"), directory.resolve("ae.pt"));
    assertThatThrownBy(() -> DictionaryDirectory.read(directory))
        .isInstanceOf(UserError.class)
        .hasMessageContaining("ae.pt is a pickle")
        .hasMessageContaining("save_file(")
        .hasMessageContaining("ae.safetensors')\"");
  }

  @Test
  void otherDirectoriesAreRefused() throws IOException {
    assertThatThrownBy(() -> DictionaryDirectory.read(scratch))
        .isInstanceOf(UserError.class)
        .hasMessageContaining(scratch + " holds no dictionary");
    Path withoutConfig = copy("standard");
    Files.delete(withoutConfig.resolve("cfg.json"));
    assertThatThrownBy(() -> DictionaryDirectory.read(withoutConfig))
        .isInstanceOf(UserError.class)
        .hasMessageContaining("cfg.json cannot be read");
  }

  private Path copy(String name) throws IOException {
    Path copy = Files.createDirectory(scratch.resolve(name));
    try (Stream<Path> files = Files.list(directory(name))) {
      for (Path file : files.toList()) {
        Files.copy(file, copy.resolve(file.getFileName()));
      }
    }
    return copy;
  }

  private static Path directory(String name) {
    try {
      return Path.of(DictionaryDirectoryTest.class.getResource("/dictionaries/" + name).toURI());
    } catch (URISyntaxException e) {
      throw new IllegalStateException(e);
    }
  }
}
