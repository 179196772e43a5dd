package io.plumbline.ops.cli;

import io.plumbline.ops.benchmark.PublishBenchmark;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;

/** {@code plumbline publish-benchmark}, which ops/bench/publish.sh runs. */
@Command(
    name = "publish-benchmark",
    hidden = true,
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = "Measures how fast activations are published, beside Kafka's own benchmark.")
final class PublishBenchmarkCommand implements Callable<Integer> {
  @ParentCommand private Plumbline plumbline;

  @Parameters(paramLabel = "RUN", description = "Run whose recorded activations are published.")
  private String run;

  @Option(
      names = "--kafka-tools",
      paramLabel = "JAR",
      required = true,
      arity = "1..*",
      description = "Jars of Kafka's tools.")
  private List<Path> tools;

  @Option(
      names = "--megabytes",
      paramLabel = "N",
      defaultValue = "256",
      description = "How much is sent at a time. Default: ${DEFAULT-VALUE}.")
  private int megabytes;

  @Option(
      names = "--repeats",
      paramLabel = "N",
      defaultValue = "3",
      description = "Of so many times the median is told. Default: ${DEFAULT-VALUE}.")
  private int repeats;

  @Mixin private StackOption options;

  @Override
  public Integer call() throws Exception {
    Session session = Session.joining(plumbline, "publish-benchmark", options);
    new PublishBenchmark(session.endpoints(), run, megabytes, repeats, tools)
        .run(plumbline.terminal()::plain);
    return 0;
  }
}
