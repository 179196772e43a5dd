package io.plumbline.ops.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The benchmark of the stream jobs runs, at a size that says nothing, and prints every figure. */
class StreamBenchmarkIT {
  private static final String SECONDS = "( +\\d+\\.\\d s){3}";

  @TempDir private Path data;

  @Test
  void printsEveryFigure() {
    CommandRun run =
        CommandRun.of(
            "stream-benchmark",
            "--data=" + data,
            "--width=8",
            "--features=16",
            "--k=2",
            "--batches=2",
            "--triples=30",
            "--pairs=30",
            "--contexts=60",
            "--words=12");
    assertThat(run.code()).as("%s", run).isZero();
    for (String line :
        new String[] {
          "2 batches of 256 rows, d_model 8, d_sae 16, top 2",
          "matrix product alone: .* GFLOP/s by the clock, .* by processor time",
          "the job by the clock: \\d+ tokens/s, .* GFLOP/s, \\d+% of the roofline, \\d+ MB/s",
          "its encoding thread by processor time: [1-9]\\d* tokens/s, .* of the roofline",
          "a bare consumer of the same records: \\d+ MB/s",
          " +30 triples, three checkpoints: " + SECONDS,
          " +30 pairs, three checkpoints: " + SECONDS,
          " +60 contexts of 12 words, three checkpoints: " + SECONDS,
          " +processor time, broker included: " + SECONDS,
          " +of it the probing thread: " + SECONDS,
          " +most heap used: [1-9]\\d* MiB of \\d+; state on disk at the end: \\d+ MiB"
        }) {
      assertThat(run.out()).anySatisfy(out -> assertThat(out).matches(line));
    }
  }
}
