package io.plumbline.ops.cli;

import io.plumbline.ops.benchmark.StreamBenchmark;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParentCommand;

/** {@code plumbline stream-benchmark}, which ops/bench/stream.sh runs. */
@Command(
    name = "stream-benchmark",
    hidden = true,
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = "Measures how fast the stream jobs encode and report, on synthetic runs.")
final class StreamBenchmarkCommand implements Callable<Integer> {
  @ParentCommand private Plumbline plumbline;

  @Option(
      names = "--width",
      paramLabel = "N",
      defaultValue = "512",
      description = "d_model. Default: ${DEFAULT-VALUE}.")
  private int width;

  @Option(
      names = "--features",
      paramLabel = "N",
      defaultValue = "2048",
      description = "d_sae. Default: ${DEFAULT-VALUE}.")
  private int features;

  @Option(
      names = "--k",
      paramLabel = "N",
      defaultValue = "32",
      description = "Active features of a row. Default: ${DEFAULT-VALUE}.")
  private int k;

  @Option(
      names = "--batches",
      paramLabel = "N",
      defaultValue = "300",
      description = "Batches of 256 rows to encode; 0 for none. Default: ${DEFAULT-VALUE}.")
  private int batches;

  @Option(
      names = "--triples",
      paramLabel = "N",
      split = ",",
      defaultValue = "64,640,6400",
      description = "Items of runs to report on; 0 for none. Default: ${DEFAULT-VALUE}.")
  private List<Integer> triples;

  @Option(
      names = "--pairs",
      paramLabel = "N",
      split = ",",
      defaultValue = "0",
      description = "Pairs of runs to report on; 0 for none. Default: ${DEFAULT-VALUE}.")
  private List<Integer> pairs;

  @Option(
      names = "--contexts",
      paramLabel = "N",
      split = ",",
      defaultValue = "0",
      description = "Lexicon contexts of runs to report on; 0 for none. Default: ${DEFAULT-VALUE}.")
  private List<Integer> contexts;

  @Option(
      names = "--words",
      paramLabel = "N",
      defaultValue = "2000",
      description = "Words that contexts choose between. Default: ${DEFAULT-VALUE}.")
  private int words;

  @Mixin private StackOption options;

  @Override
  public Integer call() throws Exception {
    Session session = Session.joining(plumbline, "stream-benchmark", options);
    Path state = Files.createTempDirectory(session.data().root(), "stream-benchmark");
    StreamBenchmark benchmark = new StreamBenchmark(session.endpoints(), state, width, features, k);
    if (batches > 0) {
      benchmark.encode(batches, plumbline.terminal()::plain);
    }
    for (int count : wanted(triples)) {
      benchmark.triples(count, plumbline.terminal()::plain);
    }
    for (int count : wanted(pairs)) {
      benchmark.pairs(count, plumbline.terminal()::plain);
    }
    for (int count : wanted(contexts)) {
      benchmark.contexts(count, words, plumbline.terminal()::plain);
    }
    return 0;
  }

  private static List<Integer> wanted(List<Integer> counts) {
    return counts.stream().filter(count -> count > 0).toList();
  }
}
