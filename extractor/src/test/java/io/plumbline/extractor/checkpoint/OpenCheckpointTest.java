package io.plumbline.extractor.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.plumbline.extractor.TestResources;
import io.plumbline.extractor.safetensors.ValueHead;
import io.plumbline.schemas.UserError;
import java.io.IOException;
import java.nio.FloatBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Checkpoints as trainers of PPO save them; see src/test/python/value_head_reference.py. */
class OpenCheckpointTest {
  private static final Path BASE = TestResources.path("gptneox/parallel");

  @TempDir Path directory;

  @ParameterizedTest
  @CsvSource({"trl, true", "prefixed, true", "two-models, false"})
  void valueHeadIsLeftOutAndReported(String name, boolean onTrunk) {
    try (OpenCheckpoint checkpoint =
            OpenCheckpoint.tuned(TestResources.path("valuehead/" + name), BASE);
        OpenCheckpoint base = OpenCheckpoint.full(BASE)) {
      assertThat(checkpoint.valueHead()).isEqualTo(onTrunk);
      assertThat(checkpoint.form()).isEqualTo(OpenCheckpoint.Form.FULL);
      assertThat(checkpoint.weights().names()).containsAll(base.weights().names());
      assertThat(checkpoint.weights().names()).noneMatch(ValueHead::owns);
      for (String tensor : base.weights().names()) {
        assertThat(values(checkpoint, tensor)).as(tensor).isEqualTo(values(base, tensor));
      }
      assertThat(HeadChange.between(base, checkpoint)).isFalse();
    }
  }

  @Test
  void valueHeadInAFileOfItsOwnIsReported() throws IOException {
    Path adapter = TestResources.copy("lora/plain", directory.resolve("a"));
    Path model = TestResources.copy("gptneox/parallel", directory.resolve("m"));
    assertThat(valueHead(adapter)).isFalse();
    assertThat(valueHead(model)).isFalse();
    Files.writeString(adapter.resolve("pytorch_model.bin"), "");
    Files.writeString(model.resolve("value_head.safetensors"), "");
    assertThat(valueHead(adapter)).isTrue();
    assertThat(valueHead(model)).isTrue();
  }

  @ParameterizedTest
  @CsvSource({
    "lora/plain, gptneox/parallel, false",
    "lora/modules-to-save, gptneox/parallel, true",
    "lora/old-head-name, gptneox/parallel, true",
    "lora/modules-to-save, valuehead/prefixed, true",
    "lora/untied-head, gptneox/sequential-bf16, true",
    "lora/untied-embedding, gptneox/sequential-bf16, false",
    "lora/kept-ties-lora, gptneox/sequential-bf16, true",
  })
  void headIsTrainedWhereTheAdapterChangesIt(String adapter, String model, boolean trained) {
    Path base = TestResources.path(model);
    try (OpenCheckpoint before = OpenCheckpoint.full(base);
        OpenCheckpoint after = OpenCheckpoint.tuned(TestResources.path(adapter), base)) {
      assertThat(HeadChange.between(before, after)).isEqualTo(trained);
    }
  }

  @Test
  void headSavedInAShorterTypeIsNotTrained() {
    try (OpenCheckpoint before = OpenCheckpoint.full(BASE);
        OpenCheckpoint after = OpenCheckpoint.full(TestResources.path("valuehead/rounded-f16"))) {
      String head = "embed_out.weight";
      assertThat(values(after, head)).isNotEqualTo(values(before, head));
      assertThat(HeadChange.between(before, after)).isFalse();
      assertThat(HeadChange.between(after, before)).isTrue();
    }
  }

  @Test
  void picklesAreRefusedWithTheLineThatConvertsThem() throws IOException {
    Path adapter = TestResources.copy("lora/plain", directory.resolve("a"));
    Files.move(adapter.resolve("adapter_model.safetensors"), adapter.resolve("adapter_model.bin"));
    assertThatThrownBy(() -> OpenCheckpoint.tuned(adapter, BASE))
        .isInstanceOf(UserError.class)
        .hasMessageContaining("adapter_model.bin is a pickle")
        .hasMessageContaining("save_file(torch.load('" + adapter.resolve("adapter_model.bin"));
    Path actor = Files.createDirectories(directory.resolve("global_step_7/actor"));
    Path verl = Files.createDirectories(actor.resolve("huggingface"));
    Files.copy(BASE.resolve("config.json"), verl.resolve("config.json"));
    Files.writeString(actor.resolve("model_world_size_2_rank_0.pt"), "");
    assertThatThrownBy(() -> OpenCheckpoint.tuned(verl, BASE))
        .isInstanceOf(UserError.class)
        .hasMessageContaining("model_world_size_2_rank_0.pt is a pickle")
        .hasMessageContaining("verl.model_merger merge --backend fsdp --local_dir '" + actor + "'");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "c | c/global_step7 | python 'DIR/c/zero_to_fp32.py' 'DIR/c' 'DIR/c' --safe_serialization",
        "c/s | c/s/mp_rank_00_model_states.pt | 'DIR/c/zero_to_fp32.py' 'DIR/c' 'DIR/c/s' --tag 's'",
        "c | c/pytorch_model_fsdp_0 | accelerate merge-weights 'DIR/c/pytorch_model_fsdp_0' 'DIR/c'",
        "a/huggingface | a/dist_ckpt | merge --backend megatron --local_dir 'DIR/a' --target_dir",
      })
  void shardsOfATrainersOwnAreRefusedWithTheLineThatMergesThem(
      String checkpoint, String shards, String line) throws IOException {
    Path tuned = Files.createDirectories(directory.resolve(checkpoint));
    Files.createDirectories(directory.resolve(shards));
    assertThatThrownBy(() -> OpenCheckpoint.tuned(tuned, BASE))
        .isInstanceOf(UserError.class)
        .hasMessageStartingWith(directory.resolve(shards) + " holds pickles")
        .hasMessageContaining(line.replace("DIR", directory.toString()));
  }

  @Test
  void adapterIsNoBase() {
    Path adapter = TestResources.path("lora/plain");
    assertThatThrownBy(() -> OpenCheckpoint.full(adapter))
        .isInstanceOf(UserError.class)
        .hasMessageContaining("holds an adapter, not a whole model; give with --base");
  }

  private static boolean valueHead(Path checkpoint) {
    try (OpenCheckpoint open = OpenCheckpoint.tuned(checkpoint, BASE)) {
      return open.valueHead();
    }
  }

  private static float[] values(OpenCheckpoint checkpoint, String tensor) {
    float[] values = new float[(int) checkpoint.weights().entry(tensor).size()];
    checkpoint.weights().read(tensor, 0, FloatBuffer.wrap(values));
    return values;
  }
}
