package io.plumbline.ops.trainer;

import java.nio.file.Path;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(name = "pretrain", description = "Make the base model again.")
final class PretrainCommand implements Callable<Integer> {
  @Option(names = "--out", required = true, paramLabel = "DIR", description = "Where to write it.")
  private Path out;

  @Option(names = "--seed", defaultValue = "1", description = "Default: ${DEFAULT-VALUE}.")
  private long seed;

  @Option(names = "--steps", defaultValue = "600", description = "Default: ${DEFAULT-VALUE}.")
  private int steps;

  @Mixin private EngineThreads threads;

  @Override
  public Integer call() {
    threads.apply();
    Pretraining.run(
            seed,
            steps,
            (step, loss) -> {
              if (step % 50 == 0 || step == steps) {
                System.err.printf(
                    Locale.ROOT, "step %d/%d  cross-entropy %.3f%n", step, steps, loss);
              }
            })
        .write(out);
    return 0;
  }
}
