package io.plumbline.ops.trainer;

import picocli.CommandLine.Option;

/** The option for threads; on one machine the same number gives the same results. */
final class EngineThreads {
  @Option(
      names = "--threads",
      defaultValue = "1",
      description = "Threads of one matrix product. Default: ${DEFAULT-VALUE}.")
  private int threads;

  /** Must come before the first array: the engine reads the number when it starts. */
  void apply() {
    System.setProperty("ai.djl.pytorch.num_threads", Integer.toString(threads));
  }
}
