package io.plumbline.ops.trainer;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(
    name = "data",
    description = {
      "Write the stated feedback: words.csv, triples.jsonl, contexts.jsonl, and corpus.jsonl for the"
          + " dictionary."
    })
final class DataCommand implements Callable<Integer> {
  @Option(names = "--out", required = true, paramLabel = "DIR", description = "Where to write it.")
  private Path out;

  @Option(names = "--base", required = true, paramLabel = "DIR", description = "The base model.")
  private Path base;

  @Option(names = "--seed", defaultValue = "1", description = "Default: ${DEFAULT-VALUE}.")
  private long seed;

  @Option(
      names = "--contexts",
      defaultValue = "400",
      description = "Texts in contexts.jsonl. Default: ${DEFAULT-VALUE}.")
  private int contexts;

  @Mixin private EngineThreads threads;

  @Override
  public Integer call() throws IOException {
    threads.apply();
    FeedbackFiles files = new FeedbackFiles(ModelDirectory.read(base), seed);
    Files.createDirectories(out);
    files.words(out.resolve("words.csv"));
    files.triples(out.resolve("triples.jsonl"), 6);
    files.contexts(out.resolve("contexts.jsonl"), contexts);
    files.corpus(out.resolve("corpus.jsonl"), 2000);
    return 0;
  }
}
