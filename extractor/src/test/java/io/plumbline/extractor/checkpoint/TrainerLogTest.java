package io.plumbline.extractor.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;

import io.plumbline.schemas.record.Measure;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TrainerLogTest {
  @TempDir Path directory;

  @Test
  void lastEntriesUpToTheStepSortedByName() throws IOException {
    Files.writeString(
        directory.resolve("trainer_state.json"),
        """
        {"global_step": 20, "log_history": [
          {"step": 5, "loss": 9.0, "old": 1},
          {"step": 10, "reward": 1.5, "rewards/vader/mean": 0.5, "note": "text", "epoch": 0.5},
          {"step": 10, "eval_loss": 2.25, "kl": null},
          {"step": 15, "reward": 7.0}
        ]}
        """);
    assertThat(TrainerLog.read(directory, 10))
        .containsExactly(
            new Measure("epoch", 0.5),
            new Measure("eval_loss", 2.25),
            new Measure("reward", 1.5),
            new Measure("rewards/vader/mean", 0.5),
            new Measure("step", 10.0));
    assertThat(TrainerLog.read(directory, 12)).isEqualTo(TrainerLog.read(directory, 10));
    assertThat(TrainerLog.read(directory, 4)).isEmpty();
  }

  @Test
  void figuresThatAreNotANumberAreLeftOut() throws IOException {
    Files.writeString(
        directory.resolve("trainer_state.json"),
        "{\"log_history\": [{\"step\": 1, \"kl\": NaN, \"grad_norm\": Infinity, \"loss\": 1.0}]}");
    assertThat(TrainerLog.read(directory, 1))
        .containsExactly(new Measure("loss", 1.0), new Measure("step", 1.0));
  }

  @Test
  void missingOrBrokenLogGivesNothing() throws IOException {
    assertThat(TrainerLog.read(directory, 10)).isEmpty();
    Files.writeString(directory.resolve("trainer_state.json"), "{\"log_his");
    assertThat(TrainerLog.read(directory, 10)).isEmpty();
  }
}
