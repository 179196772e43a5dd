package io.plumbline.ops.trainer;

import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

@Command(name = "base", description = "Unpack the base model that comes with the program.")
final class BaseCommand implements Callable<Integer> {
  @Option(names = "--out", required = true, paramLabel = "DIR", description = "Where to write it.")
  private Path out;

  @Override
  public Integer call() throws IOException {
    ShippedBase.unpack(out);
    return 0;
  }
}
