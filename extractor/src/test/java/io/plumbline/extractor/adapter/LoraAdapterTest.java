package io.plumbline.extractor.adapter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.plumbline.extractor.ResavedModel;
import io.plumbline.extractor.TestResources;
import io.plumbline.extractor.checkpoint.OpenCheckpoint;
import io.plumbline.schemas.UserError;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LoraAdapterTest {
  @TempDir Path directory;

  @Test
  void doraIsRefusedByName() {
    assertRefused(AdapterFiles.adapter("refused/dora"), "use_dora = true", "merge_and_unload");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "\"use_bdlora\": null | \"use_bdlora\": {\"nblocks\": 2} | use_bdlora",
        "\"layer_replication\": null | \"layer_replication\": [[0, 2]] | layer_replication",
        "\"trainable_token_indices\": null | \"trainable_token_indices\": [3] | trainable_token",
        "\"alora_invocation_tokens\": null | \"alora_invocation_tokens\": [1] | alora_invocation",
        "\"lora_bias\": false | \"lora_bias\": true | lora_bias = true",
        "\"peft_version\" | \"use_tomorrows_trick\": 3, \"peft_version\" | use_tomorrows_trick = 3",
        "\"init_lora_weights\": true | \"init_lora_weights\": \"pissa\" | changes the base's weights",
        "\"peft_type\": \"LORA\" | \"peft_type\": \"IA3\" | peft_type = IA3",
        "\"r\": 4 | \"r\": 0 | r = 0 has to be a whole number above 0",
        "\"r\": 4 | \"r\": 4.5 | r = 4.5 has to be a whole number above 0",
        "\"rank_pattern\": {} | \"rank_pattern\": [4] | rank_pattern = [4] has to be an object",
        "\"lora_alpha\": 8 | \"lora_alpha\": 0 | lora_alpha = 0 turns the adapter off",
        "\"use_rslora\": false | \"use_rslora\": \"no\" | use_rslora = \"no\" has to be true or",
        "\"CAUSAL_LM\" | \"SEQ_CLS\" | task_type = SEQ_CLS is no adapter of a language model",
        "\"r\": 4 | \"r\": 5 | are not of the rank 5",
        "\"lora_alpha\": 8 | \"lora_alpha\": \"8\" | lora_alpha = \"8\" has to be a number",
        "\"rank_pattern\": {} | \"rank_pattern\": {\"(\": 2} | rank_pattern.( is no regular",
      })
  void whatWouldChangeResultsIsRefused(String text, String replacement, String message) {
    assertRefused(
        AdapterFiles.copy("plain", directory.resolve("a"), text, replacement), message, "");
  }

  @Test
  void initialValuesThatLeaveTheBaseAloneAreFine() {
    Path adapter =
        AdapterFiles.copy(
            "plain",
            directory.resolve("a"),
            "\"init_lora_weights\": true",
            "\"init_lora_weights\": \"gaussian\"");
    try (OpenCheckpoint checkpoint =
        OpenCheckpoint.tuned(adapter, TestResources.path("gptneox/parallel"))) {
      assertThat(checkpoint.form()).isEqualTo(OpenCheckpoint.Form.LORA);
    }
  }

  @Test
  void whatAFileLacksIsPeftsDefault() {
    Path adapter = AdapterFiles.copy("plain", directory.resolve("a"), "  \"lora_alpha\": 8,\n", "");
    assertThat(LoraConfig.read(adapter)).isEqualTo(LoraConfig.read(AdapterFiles.adapter("plain")));
  }

  @Test
  void adapterWithMoreTokensAsksForABaseWithAsMany() {
    Path adapter = TestResources.copy("lora/modules-to-save", directory.resolve("a"));
    String head = "base_model.model.lm_head.weight";
    ResavedModel.of(adapter.resolve("adapter_model.safetensors"))
        .withRows(head, 51)
        .put("base_model.model.lm_head.original_module.weight", new float[3], List.of(3L, 1L))
        .save();
    assertRefused(adapter, head + " [51, 32] does not fit", "resize_token_embeddings");
  }

  @Test
  void whatASavedModuleReplacesIsLeftOut() {
    Path adapter = TestResources.copy("lora/modules-to-save", directory.resolve("a"));
    ResavedModel.of(adapter.resolve("adapter_model.safetensors"))
        .put("base_model.model.lm_head.original_module.weight", new float[3], List.of(3L, 1L))
        .save();
    try (OpenCheckpoint checkpoint =
        OpenCheckpoint.tuned(adapter, TestResources.path("gptneox/parallel"))) {
      assertThat(checkpoint.weights().names()).noneMatch(name -> name.contains("original_module"));
    }
  }

  @Test
  void truncatedAdapterIsNamed() throws IOException {
    Path adapter = TestResources.copy("lora/plain", directory.resolve("a"));
    Path weights = adapter.resolve("adapter_model.safetensors");
    Files.write(weights, Arrays.copyOf(Files.readAllBytes(weights), 4000));
    assertRefused(adapter, "adapter_model.safetensors", "truncated");
  }

  @Test
  void adapterOfAnotherBaseSaysWhichBaseItWants() {
    Path adapter =
        AdapterFiles.copy("plain", directory.resolve("a"), "some-org/base", "some-org/larger-base");
    rename(adapter, ".attention.dense.", ".mlp.dense_h_to_4h.");
    assertRefused(adapter, "does not fit the base's tensor", "some-org/larger-base");
  }

  @Test
  void moduleThatTheBaseDoesNotHaveIsNamed() {
    Path adapter = TestResources.copy("lora/plain", directory.resolve("a"));
    rename(adapter, ".attention.dense.", ".attention.penny.");
    assertRefused(
        adapter, "changes gpt_neox.layers.0.attention.penny.weight", "the base does not have");
  }

  @Test
  void factorWithoutItsCounterpartIsNamed() {
    Path adapter = TestResources.copy("lora/plain", directory.resolve("a"));
    rename(adapter, "0.attention.dense.lora_B", "0.attention.other.lora_B");
    assertRefused(adapter, "has no counterpart lora_B", "adapter_model.safetensors");
  }

  @Test
  void factorThatIsNotFiniteIsNamedWithTheAdaptersFile() {
    Path adapter = TestResources.copy("lora/plain", directory.resolve("a"));
    String module = "gpt_neox.layers.1.attention.dense";
    String factor = "base_model.model." + module + ".lora_B.weight";
    float[] values = new float[128];
    values[5] = Float.NaN;
    Path file = adapter.resolve("adapter_model.safetensors");
    ResavedModel.of(file).put(factor, values, List.of(32L, 4L)).save();
    try (OpenCheckpoint checkpoint =
        OpenCheckpoint.tuned(adapter, TestResources.path("gptneox/parallel"))) {
      FloatBuffer weight = FloatBuffer.allocate(1024);
      assertThatThrownBy(() -> checkpoint.weights().read(module + ".weight", 0, weight))
          .isInstanceOf(UserError.class)
          .hasMessageStartingWith(file + ": tensor " + factor + " holds NaN; the training run");
    }
  }

  @ParameterizedTest
  @CsvSource({
    "1.attention.query_key_value, factors of gpt_neox.layers.1.attention.query_key_value, target_",
    "final_layer_norm.bias, tensor gpt_neox.final_layer_norm.bias, modules_to_save",
  })
  void whatTheConfigurationNamesAndTheFileLacksIsNamed(String lost, String what, String field) {
    Path adapter = TestResources.copy("lora/modules-to-save", directory.resolve("a"));
    Path file = adapter.resolve("adapter_model.safetensors");
    ResavedModel.of(file).without(lost).save();
    assertRefused(adapter, file + " has no " + what + ", which " + field, "save the adapter again");
  }

  @Test
  void tensorOfAnUnknownKindIsNamed() {
    Path adapter = TestResources.copy("lora/plain", directory.resolve("a"));
    rename(adapter, "0.attention.dense.lora_B.weight", "0.attention.dense.lora_magnitude_vect");
    assertRefused(adapter, "dense.lora_magnitude_vect is of a kind", "not implemented");
  }

  /** Renames tensors in the header of the file. */
  private static void rename(Path adapter, String text, String replacement) {
    Path file = adapter.resolve("adapter_model.safetensors");
    try {
      byte[] bytes = Files.readAllBytes(file);
      int header = (int) ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).getLong();
      String json = new String(bytes, Long.BYTES, header, StandardCharsets.UTF_8);
      byte[] renamed = json.replace(text, replacement).getBytes(StandardCharsets.UTF_8);
      ByteBuffer whole =
          ByteBuffer.allocate(bytes.length - header + renamed.length)
              .order(ByteOrder.LITTLE_ENDIAN);
      whole.putLong(renamed.length).put(renamed);
      whole.put(bytes, Long.BYTES + header, bytes.length - Long.BYTES - header);
      Files.write(file, whole.array());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Test
  void adapterBesideAWholeModelIsRefused() throws IOException {
    Path model = TestResources.copy("gptneox/parallel", directory.resolve("m"));
    Files.copy(
        AdapterFiles.adapter("plain").resolve("adapter_config.json"),
        model.resolve("adapter_config.json"));
    assertRefused(model, "holds an adapter and a whole model", "remove");
  }

  private static void assertRefused(Path adapter, String message, String other) {
    assertThatThrownBy(() -> OpenCheckpoint.tuned(adapter, TestResources.path("gptneox/parallel")))
        .isInstanceOf(UserError.class)
        .hasMessageContaining(message)
        .hasMessageContaining(other);
  }
}
