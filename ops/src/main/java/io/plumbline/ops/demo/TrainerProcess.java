package io.plumbline.ops.demo;

import io.plumbline.ops.process.JavaChild;
import java.io.IOException;
import java.nio.file.Files;
import java.util.List;

/** Runs the trainer, which knows nothing of Plumbline, in a process of its own. */
public final class TrainerProcess {
  private static final String MAIN_CLASS = "io.plumbline.ops.trainer.TrainerMain";
  private static final List<String> JVM =
      List.of(
          "-Xmx1g",
          "-XX:+UseSerialGC",
          "-Dai.djl.offline=true",
          "-Dai.djl.pytorch.num_threads=1",
          "-Dai.djl.pytorch.num_interop_threads=1",
          "-Dlogback.configurationFile=io/plumbline/ops/trainer/logback.xml");

  private TrainerProcess() {}

  /** Unpacks the base model and writes the feedback files; waits until that is done. */
  public static void prepare(DemoDirectory directory, long seed)
      throws IOException, InterruptedException {
    Files.createDirectories(directory.root());
    await(directory, List.of("base", "--out", directory.base().toString()));
    await(
        directory,
        List.of(
            "data",
            "--out",
            directory.feedback().toString(),
            "--base",
            directory.base().toString(),
            "--seed",
            Long.toString(seed)));
  }

  /** Starts fine-tuning; it goes on by itself. */
  public static JavaChild train(DemoDirectory directory, DemoOptions options) throws IOException {
    Files.createDirectories(directory.checkpoints());
    return start(
        directory,
        List.of(
            "train",
            "--trainer",
            options.trainer(),
            "--scenario",
            options.scenario().id(),
            "--seed",
            Long.toString(options.seed()),
            "--steps",
            Integer.toString(options.steps()),
            "--save-every",
            Integer.toString(options.saveEvery()),
            "--base",
            directory.base().toString(),
            "--out",
            directory.checkpoints().toString(),
            "--truth",
            directory.truth().toString()));
  }

  private static void await(DemoDirectory directory, List<String> arguments)
      throws IOException, InterruptedException {
    try (JavaChild child = start(directory, arguments)) {
      if (child.waitFor() != 0) {
        throw new IllegalStateException(
            "the trainer could not '" + arguments.get(0) + "'; see " + directory.trainerLog());
      }
    }
  }

  private static JavaChild start(DemoDirectory directory, List<String> arguments)
      throws IOException {
    return JavaChild.start(
        JVM, JavaChild.ownClasspath(), MAIN_CLASS, arguments, directory.trainerLog());
  }
}
