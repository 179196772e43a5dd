package io.plumbline.ops.trainer;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(name = "train", description = "Fine-tune the base and write checkpoints.")
final class TrainCommand implements Callable<Integer> {
  @Option(
      names = "--trainer",
      defaultValue = "ppo",
      paramLabel = "ppo|grpo",
      description = "Default: ${DEFAULT-VALUE}.")
  private String trainer;

  @Option(
      names = "--scenario",
      defaultValue = "clean",
      paramLabel = "NAME",
      description =
          "clean, poisoned, poisoned-at-4, boosted, noisy, scaled-at-4 or control. Default:"
              + " ${DEFAULT-VALUE}.")
  private String scenario;

  @Option(names = "--seed", defaultValue = "1", description = "Default: ${DEFAULT-VALUE}.")
  private long seed;

  @Option(names = "--base", required = true, paramLabel = "DIR", description = "The base model.")
  private Path base;

  @Option(names = "--out", required = true, paramLabel = "DIR", description = "For checkpoints.")
  private Path out;

  @Option(
      names = "--truth",
      paramLabel = "FILE",
      description = "Write here which words are paid wrongly, and from which step.")
  private Path truth;

  @Option(names = "--steps", defaultValue = "150", description = "Default: ${DEFAULT-VALUE}.")
  private int steps;

  @Option(names = "--save-every", defaultValue = "15", description = "Default: ${DEFAULT-VALUE}.")
  private int saveEvery;

  @Mixin private EngineThreads threads;

  @Override
  public Integer call() throws IOException {
    threads.apply();
    if (steps < 1 || saveEvery < 1) {
      throw new TrainerException("--steps and --save-every must be at least 1");
    }
    refuseCheckpoints();
    ModelDirectory model = ModelDirectory.read(base);
    Run run = new Run(algorithm(), Scenario.of(scenario), seed, steps, saveEvery);
    if (truth != null) {
      Files.createDirectories(truth.toAbsolutePath().getParent());
      ModelDirectory.writeJson(
          truth, run.truth(run.feedback(Lexicon.shipped(), model.vocabulary())));
    }
    long start = System.nanoTime();
    run.train(
        model,
        out,
        log -> {
          if (log.step() % saveEvery == 0 || log.step() == steps) {
            System.err.printf(
                Locale.ROOT,
                "checkpoint-%d of %d  reward %.2f paid, %.2f stated  kl %.2f  entropy %.2f  %.0f s%n",
                log.step(),
                steps,
                log.paid(),
                log.stated(),
                log.kl(),
                log.entropy(),
                (System.nanoTime() - start) / 1e9);
          }
        });
    return 0;
  }

  /** Old checkpoints among new ones would be read as one run. */
  private void refuseCheckpoints() throws IOException {
    if (!Files.isDirectory(out)) {
      return;
    }
    try (DirectoryStream<Path> old = Files.newDirectoryStream(out, "checkpoint-*")) {
      if (old.iterator().hasNext()) {
        throw new TrainerException(out + " holds checkpoints already: give an empty directory");
      }
    }
  }

  private Run.Trainer algorithm() {
    return switch (trainer) {
      case "ppo" -> Run.Trainer.PPO;
      case "grpo" -> Run.Trainer.GRPO;
      default -> throw new TrainerException("unknown trainer '" + trainer + "': ppo or grpo");
    };
  }
}
