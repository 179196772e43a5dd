package io.plumbline.ops.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.plumbline.ops.process.JavaChild;
import io.plumbline.ops.terminal.Terminal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine.Help.Ansi;

class ExhaustionTest {
  @TempDir Path directory;

  /** A process that ends well unless an error of its thread ends it before. */
  public static final class Struck {
    private Struck() {}

    public static void main(String[] args) throws InterruptedException {
      Terminal terminal = new Terminal(System.out, System.err, Ansi.OFF);
      Thread.setDefaultUncaughtExceptionHandler(new Exhaustion(terminal));
      Thread thread =
          new Thread(
              () -> {
                throw args[0].equals("memory")
                    ? new OutOfMemoryError("Java heap space")
                    : new AssertionError("another error");
              });
      thread.start();
      thread.join();
    }
  }

  @Test
  void endsTheProcessWhenAThreadIsOutOfMemory() throws Exception {
    assertThat(exitCode("memory")).isEqualTo(Errors.FAILURE);
    assertThat(Files.readString(log())).contains("plumbline: out of memory", "PLUMBLINE_HEAP");
  }

  @Test
  void letsItGoOnAfterAnyOtherError() throws Exception {
    assertThat(exitCode("other")).isZero();
    assertThat(Files.readString(log())).doesNotContain("out of memory");
  }

  private int exitCode(String error) throws Exception {
    try (JavaChild child =
        JavaChild.start(
            List.of("-Xmx64m"),
            JavaChild.ownClasspath(),
            Struck.class.getName(),
            List.of(error),
            log())) {
      return child.waitFor();
    }
  }

  private Path log() {
    return directory.resolve("out");
  }
}
