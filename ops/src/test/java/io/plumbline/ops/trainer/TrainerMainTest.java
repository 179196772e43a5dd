package io.plumbline.ops.trainer;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TrainerMainTest {
  @TempDir private Path directory;

  @Test
  void unknownOptionIsOneLine() {
    assertRefused("'--sed'", "train", "--sed", "1", "--base", "base", "--out", out().toString());
  }

  @Test
  void missingBaseIsNamed() {
    assertRefused(
        "nowhere holds no config.json", "train", "--base", "nowhere", "--out", out().toString());
  }

  @Test
  void oldCheckpointsAreNotMixedWithNewOnes() throws IOException {
    Files.createDirectories(out().resolve("checkpoint-15"));
    assertRefused(
        "holds checkpoints already", "train", "--base", "nowhere", "--out", out().toString());
  }

  @Test
  void trainNeedsAKnownTrainerAndScenario() throws IOException {
    Path base = directory.resolve("base");
    ShippedBase.unpack(base);
    String from = base.toString();
    String to = out().toString();
    assertRefused(
        "unknown trainer 'dpo'", "train", "--base", from, "--out", to, "--trainer", "dpo");
    assertRefused("unknown scenario 'x'", "train", "--base", from, "--out", to, "--scenario", "x");
    assertThat(out()).doesNotExist();
  }

  @Test
  void damagedWeightsAreNamed() throws IOException {
    Path base = directory.resolve("base");
    ShippedBase.unpack(base);
    Files.write(base.resolve("model.safetensors"), new byte[] {1, 2, 3});
    assertRefused(
        "model.safetensors is not a readable f32 safetensors file",
        "data",
        "--base",
        base.toString(),
        "--out",
        out().toString());
  }

  private Path out() {
    return directory.resolve("out");
  }

  private static void assertRefused(String reason, String... args) {
    PrintStream before = System.err;
    ByteArrayOutputStream shown = new ByteArrayOutputStream();
    System.setErr(new PrintStream(shown, true, StandardCharsets.UTF_8));
    try {
      assertThat(TrainerMain.run(args)).isEqualTo(2);
    } finally {
      System.setErr(before);
    }
    assertThat(shown.toString(StandardCharsets.UTF_8)).contains(reason).hasLineCount(1);
  }
}
