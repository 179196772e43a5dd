package io.plumbline.ops.benchmark;

import com.sun.management.OperatingSystemMXBean;
import io.plumbline.ops.stack.Endpoints;
import io.plumbline.schemas.topic.Topics;
import io.plumbline.streamjobs.job.ProbeJob;
import io.plumbline.streamjobs.job.SaeJob;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryPoolMXBean;
import java.lang.management.MemoryType;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Stream;

/**
 * Measures what it takes from the last record of a checkpoint to its reports.
 *
 * @param endpoints broker and registry
 * @param directory for the jobs' state, which is left there
 */
record ReportBenchmark(Endpoints endpoints, Path directory) {
  private static final int CHECKPOINTS = 3;
  private static final double MEBIBYTE = 1 << 20;
  private static final String PROBING_THREAD = "probe ";

  /**
   * Measures the base and two checkpoints.
   *
   * @param what the run is of, in words
   * @param lines takes what is found, line by line
   */
  void run(SyntheticRun run, String what, Consumer<String> lines) throws Exception {
    StringBuilder times = new StringBuilder();
    StringBuilder processor = new StringBuilder();
    StringBuilder probing = new StringBuilder();
    Path state = directory.resolve(run.name());
    try (Jobs jobs = new Jobs(endpoints, state)) {
      jobs.publish(run);
      jobs.start("sae", SaeJob::build);
      jobs.start("probe", ProbeJob::build);
      heap().forEach(MemoryPoolMXBean::resetPeakUsage);
      try (TopicTail reports = jobs.tail(Topics.PROBE_REPORTS)) {
        for (int ordinal = 0; ordinal < CHECKPOINTS; ordinal++) {
          jobs.publish(run, ordinal);
          long start = System.nanoTime();
          long used = processNanos();
          long probed = ProcessorTime.ofThreads(PROBING_THREAD);
          reports.await(run.reports());
          times.append("  %8.1f s".formatted((System.nanoTime() - start) / 1e9));
          processor.append("  %8.1f s".formatted((processNanos() - used) / 1e9));
          probing.append(
              "  %8.1f s".formatted((ProcessorTime.ofThreads(PROBING_THREAD) - probed) / 1e9));
        }
      }
      lines.accept("%s, three checkpoints: %s".formatted(what, times));
      lines.accept("  processor time, broker included: %s".formatted(processor));
      lines.accept("  of it the probing thread: %s".formatted(probing));
      lines.accept(
          "  most heap used: %.0f MiB of %.0f; state on disk at the end: %.0f MiB"
              .formatted(
                  heap().stream().mapToLong(pool -> pool.getPeakUsage().getUsed()).sum() / MEBIBYTE,
                  Runtime.getRuntime().maxMemory() / MEBIBYTE,
                  bytes(state) / MEBIBYTE));
    }
  }

  private static List<MemoryPoolMXBean> heap() {
    return ManagementFactory.getMemoryPoolMXBeans().stream()
        .filter(pool -> pool.getType() == MemoryType.HEAP)
        .toList();
  }

  private static long processNanos() {
    return ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class).getProcessCpuTime();
  }

  private static long bytes(Path directory) throws IOException {
    try (Stream<Path> files = Files.walk(directory)) {
      return files.mapToLong(file -> file.toFile().length()).sum();
    }
  }
}
