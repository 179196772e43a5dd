package io.plumbline.extractor.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.plumbline.extractor.TestResources;
import io.plumbline.schemas.UserError;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CheckpointWatcherTest {
  private static final WatchTiming TIMING =
      new WatchTiming(Duration.ofMillis(1), Duration.ofSeconds(3), Duration.ofMinutes(5));

  @TempDir Path root;
  private Instant now = Instant.EPOCH;

  @Test
  void markedCheckpointIsToldOfOnceAndAtOnce() {
    CheckpointWatcher watcher = watcher();
    assertThat(watcher.look()).isEmpty();
    Path second = copy("checkpoint-20");
    mark(second);
    Path first = copy("checkpoint-5");
    mark(first);
    copy("tmp-checkpoint-30");
    copy("checkpoint-0");
    assertThat(watcher.look())
        .containsExactly(new Finding.Complete(5, first), new Finding.Complete(20, second));
    assertThat(watcher.look()).isEmpty();
  }

  @Test
  void withoutTheMarkSizesMustRest() throws IOException {
    Path checkpoint = root.resolve("checkpoint-10");
    CheckpointWatcher watcher = watcher();
    byte[] weights = Files.readAllBytes(model().resolve("model.safetensors"));
    Files.createDirectory(checkpoint);
    Files.copy(model().resolve("config.json"), checkpoint.resolve("config.json"));
    Path file = checkpoint.resolve("model.safetensors");
    for (int part = 1; part <= 4; part++) {
      Files.write(file, Arrays.copyOf(weights, weights.length * part / 4));
      assertThat(watcher.look()).as("part %d", part).isEmpty();
      pass(Duration.ofSeconds(2));
    }
    assertThat(watcher.look()).isEmpty();
    pass(Duration.ofSeconds(1));
    assertThat(watcher.look()).containsExactly(new Finding.Complete(10, checkpoint));
  }

  @Test
  void optimizersInADirectoryOfTheirOwnMustRestToo() throws IOException {
    Path checkpoint = copy("checkpoint-10");
    Path optimizer =
        Files.createDirectory(checkpoint.resolve("global_step10")).resolve("states.pt");
    CheckpointWatcher watcher = watcher();
    for (int part = 1; part <= 3; part++) {
      Files.write(optimizer, new byte[part]);
      assertThat(watcher.look()).as("part %d", part).isEmpty();
      pass(Duration.ofSeconds(3));
    }
    mark(checkpoint);
    assertThat(watcher.look()).containsExactly(new Finding.Complete(10, checkpoint));
    assertThat(watcher.look()).isEmpty();
  }

  @Test
  void markCountsOnceItIsWrittenToItsEnd() throws IOException {
    Path checkpoint = copy("checkpoint-10");
    Files.writeString(checkpoint.resolve("trainer_state.json"), "{\"log_history\": [{\"st");
    CheckpointWatcher watcher = watcher();
    assertThat(watcher.look()).isEmpty();
    mark(checkpoint);
    assertThat(watcher.look()).containsExactly(new Finding.Complete(10, checkpoint));
  }

  @Test
  void markIsWaitedForWhereItIsToCome() throws IOException {
    Path first = copy("checkpoint-10");
    Files.writeString(first.resolve("training_args.bin"), "");
    CheckpointWatcher watcher = watcher();
    assertThat(watcher.look()).isEmpty();
    pass(Duration.ofSeconds(60));
    assertThat(watcher.look()).as("the optimizer is gathered").isEmpty();
    mark(first);
    assertThat(watcher.look()).containsExactly(new Finding.Complete(10, first));
    Path second = copy("checkpoint-20");
    Files.writeString(second.resolve("training_args.bin"), "");
    assertThat(watcher.look()).isEmpty();
    pass(Duration.ofMinutes(5));
    assertThat(watcher.look())
        .as("it never came")
        .containsExactly(new Finding.Complete(20, second));
  }

  @Test
  void linkThatLeadsNowhereIsNoUnrest() throws IOException {
    Path checkpoint = copy("checkpoint-10");
    Files.createSymbolicLink(checkpoint.resolve("latest"), checkpoint.resolve("nowhere"));
    CheckpointWatcher watcher = watcher();
    assertThat(watcher.look()).isEmpty();
    pass(Duration.ofSeconds(3));
    assertThat(watcher.look()).containsExactly(new Finding.Complete(10, checkpoint));
  }

  @Test
  void missingShardIsWaitedForThenReported() throws IOException {
    Path checkpoint = TestResources.copy("gptneox/sharded-f16", root.resolve("checkpoint-10"));
    Path shard = checkpoint.resolve("model-00003-of-00004.safetensors");
    byte[] bytes = Files.readAllBytes(shard);
    Files.delete(shard);
    Path later = copy("checkpoint-20");
    mark(later);
    CheckpointWatcher watcher = watcher();
    assertThat(watcher.look()).isEmpty();
    pass(Duration.ofMinutes(5));
    List<Finding> findings = watcher.look();
    assertThat(findings).hasSize(2);
    assertThat(findings.get(0)).isInstanceOf(Finding.Stalled.class);
    assertThat(((Finding.Stalled) findings.get(0)).reason())
        .contains("model-00003-of-00004.safetensors");
    assertThat(findings.get(1)).isEqualTo(new Finding.Complete(20, later));
    Files.write(shard, bytes);
    assertThat(watcher.look()).isEmpty();
    pass(Duration.ofSeconds(3));
    assertThat(watcher.look()).containsExactly(new Finding.Late(10, checkpoint));
  }

  @Test
  void damagedButMarkedIsRefusedAndTheNextGoesOn() throws IOException {
    Path damaged = copy("checkpoint-10");
    Path weights = damaged.resolve("model.safetensors");
    Files.write(weights, Arrays.copyOf(Files.readAllBytes(weights), 1000));
    mark(damaged);
    Path sound = copy("checkpoint-20");
    mark(sound);
    CheckpointWatcher watcher = watcher();
    assertThat(watcher.look()).isEmpty();
    pass(Duration.ofSeconds(3));
    List<Finding> findings = watcher.look();
    assertThat(findings).hasSize(2);
    assertThat(((Finding.Refused) findings.get(0)).reason()).contains("truncated");
    assertThat(findings.get(1)).isEqualTo(new Finding.Complete(20, sound));
    assertThat(watcher.look()).isEmpty();
  }

  @Test
  void lastCheckpointWrittenAnewIsToldOfAgainOnceItIsCompleteAndRests() throws IOException {
    Path checkpoint = copy("checkpoint-10");
    mark(checkpoint);
    Path later = root.resolve("checkpoint-20");
    CheckpointWatcher watcher = watcher();
    assertThat(watcher.look()).hasSize(1);
    Path weights = checkpoint.resolve("model.safetensors");
    byte[] bytes = Files.readAllBytes(weights);
    Files.write(weights, Arrays.copyOf(bytes, 1000));
    assertThat(watcher.look()).isEmpty();
    assertThat(watcher.isWaiting()).isTrue();
    mark(TestResources.copy("gptneox/parallel", later));
    assertThat(watcher.look()).as("what comes later waits for it").isEmpty();
    pass(Duration.ofSeconds(3));
    bytes[bytes.length - 1] ^= 1;
    Files.write(weights, bytes);
    assertThat(watcher.look()).as("the mark is the one of before").isEmpty();
    pass(Duration.ofSeconds(3));
    assertThat(watcher.look())
        .containsExactly(new Finding.Complete(10, checkpoint), new Finding.Complete(20, later));
    assertThat(watcher.look()).isEmpty();
    assertThat(watcher.isWaiting()).isFalse();
  }

  @Test
  void checkpointWrittenAnewBehindALaterOneIsToldOfAsOverwritten() throws IOException {
    Path checkpoint = copy("checkpoint-10");
    mark(checkpoint);
    mark(copy("checkpoint-20"));
    CheckpointWatcher watcher = watcher();
    assertThat(watcher.look()).hasSize(2);
    Files.writeString(checkpoint.resolve("model.safetensors"), "x", StandardOpenOption.APPEND);
    assertThat(watcher.look()).isEmpty();
    pass(Duration.ofSeconds(3));
    assertThat(watcher.look()).containsExactly(new Finding.Overwritten(10, checkpoint));
    assertThat(watcher.look()).isEmpty();
  }

  @Test
  void checkpointThatTheTrainerDeletesIsNotOverwritten() throws IOException {
    Path checkpoint = copy("checkpoint-10");
    mark(checkpoint);
    mark(copy("checkpoint-20"));
    CheckpointWatcher watcher = watcher();
    assertThat(watcher.look()).hasSize(2);
    byte[] config = Files.readAllBytes(checkpoint.resolve("config.json"));
    for (String file : List.of("config.json", "model.safetensors")) {
      Files.delete(checkpoint.resolve(file));
      assertThat(watcher.look()).isEmpty();
      pass(Duration.ofSeconds(3));
      assertThat(watcher.look()).as("without " + file).isEmpty();
      assertThat(watcher.isWaiting()).isFalse();
    }
    Files.write(checkpoint.resolve("config.json"), config);
    assertThat(watcher.look()).isEmpty();
    pass(Duration.ofSeconds(3));
    assertThat(watcher.look()).containsExactly(new Finding.Overwritten(10, checkpoint));
    delete(checkpoint);
    pass(Duration.ofMinutes(5));
    assertThat(watcher.look()).isEmpty();
  }

  @Test
  void stepsOfAnEarlierLifeAreNotToldOfAgain() {
    mark(copy("checkpoint-10"));
    Path next = copy("checkpoint-20");
    mark(next);
    CheckpointWatcher watcher = watcher(Map.of(10, Instant.now()));
    assertThat(watcher.look()).containsExactly(new Finding.Complete(20, next));
  }

  @Test
  void whatWasWrittenAnewBetweenTwoLivesIsToldOf() {
    Path early = copy("checkpoint-10");
    mark(early);
    Path late = copy("checkpoint-20");
    mark(late);
    Instant before = Instant.now().minusSeconds(3600);
    CheckpointWatcher watcher = watcher(Map.of(10, before, 20, before));
    assertThat(watcher.look()).isEmpty();
    pass(Duration.ofSeconds(3));
    assertThat(watcher.look())
        .containsExactly(new Finding.Overwritten(10, early), new Finding.Complete(20, late));
  }

  @Test
  void layoutsOfVerlAndOpenRlhfAreKnownWithTheirSteps() throws IOException {
    Path verl = root.resolve("global_step_7/actor/huggingface");
    Files.createDirectories(verl.getParent());
    TestResources.copy("gptneox/parallel", verl);
    Files.createDirectories(root.resolve("global_step_7/critic/huggingface"));
    Path adapter = root.resolve("global_step_9/actor/lora_adapter");
    Files.createDirectories(root.resolve("global_step_9/actor/huggingface"));
    Files.createDirectories(adapter.getParent());
    TestResources.copy("lora/plain", adapter);
    Path merged = root.resolve("global_step_10/actor/huggingface");
    Files.createDirectories(merged.getParent());
    TestResources.copy("gptneox/parallel", merged);
    TestResources.copy("lora/plain", merged.resolve("lora_adapter"));
    Path supervised = root.resolve("global_step_11/huggingface");
    Files.createDirectories(supervised.getParent());
    TestResources.copy("gptneox/parallel", supervised);
    Path skyRl = copy("global_step_12/policy");
    Path openRlhf = copy("global_step20_hf");
    Path peft = root.resolve("global_step40_hf");
    TestResources.copy("lora/rslora", peft);
    Files.copy(model().resolve("config.json"), peft.resolve("config.json"));
    Files.createDirectories(root.resolve("_actor/global_step20"));
    copy("best_global_step20_hf");
    CheckpointWatcher watcher = watcher();
    assertThat(watcher.look()).isEmpty();
    pass(Duration.ofSeconds(3));
    assertThat(watcher.look())
        .containsExactly(
            new Finding.Complete(7, verl),
            new Finding.Complete(9, adapter),
            new Finding.Complete(10, merged.resolve("lora_adapter")),
            new Finding.Complete(11, supervised),
            new Finding.Complete(12, skyRl),
            new Finding.Complete(20, openRlhf),
            new Finding.Complete(40, peft));
  }

  @Test
  void stepsWhosePolicyVerlHasDeletedHoldUpNothing() throws IOException {
    CheckpointWatcher watcher = watcher();
    for (int step : new int[] {7, 14}) {
      Path actor = Files.createDirectories(root.resolve("global_step_" + step + "/actor"));
      Files.writeString(actor.resolveSibling("data.pt"), "");
      Path policy = TestResources.copy("gptneox/parallel", actor.resolve("huggingface"));
      watcher.look();
      pass(Duration.ofSeconds(3));
      assertThat(watcher.look()).containsExactly(new Finding.Complete(step, policy));
      delete(actor);
    }
    pass(Duration.ofMinutes(5));
    assertThat(watcher.look()).isEmpty();
    assertThat(watcher.isWaiting()).isFalse();
  }

  @Test
  void adapterIsWaitedForUntilItsTensorsAreThere() throws IOException {
    Path checkpoint = TestResources.copy("lora/plain", root.resolve("checkpoint-10"));
    Path tensors = checkpoint.resolve("adapter_model.safetensors");
    byte[] bytes = Files.readAllBytes(tensors);
    Files.write(tensors, Arrays.copyOf(bytes, bytes.length / 2));
    CheckpointWatcher watcher = watcher();
    assertThat(watcher.look()).isEmpty();
    pass(Duration.ofSeconds(3));
    assertThat(watcher.look()).isEmpty();
    Files.write(tensors, bytes);
    mark(checkpoint);
    assertThat(watcher.look()).containsExactly(new Finding.Complete(10, checkpoint));
  }

  @Test
  void directoryMustBeThere() {
    assertThatThrownBy(
            () ->
                new CheckpointWatcher(
                    root.resolve("nowhere"), model(), TIMING, () -> now, new TreeMap<>()))
        .isInstanceOf(UserError.class)
        .hasMessageContaining("is not a directory");
  }

  private CheckpointWatcher watcher() {
    return new CheckpointWatcher(root, model(), TIMING, () -> now, new TreeMap<>());
  }

  private CheckpointWatcher watcher(Map<Integer, Instant> announced) {
    return new CheckpointWatcher(root, model(), TIMING, () -> now, new TreeMap<>(announced));
  }

  private void pass(Duration time) {
    now = now.plus(time);
  }

  private static Path model() {
    return TestResources.path("gptneox/parallel");
  }

  private Path copy(String name) {
    return TestResources.copy("gptneox/parallel", root.resolve(name));
  }

  private static void delete(Path directory) throws IOException {
    try (Stream<Path> files = Files.walk(directory)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
  }

  private static void mark(Path checkpoint) {
    try {
      Files.writeString(checkpoint.resolve("trainer_state.json"), "{}");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
