package io.plumbline.ops.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.plumbline.extractor.model.Devices;
import io.plumbline.ops.process.JavaChild;
import io.plumbline.schemas.UserError;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BrokenEngineTest {
  @TempDir Path directory;

  /** A process of its own, since an engine is loaded once. */
  public static final class Starts {
    private Starts() {}

    public static void main(String[] args) {
      try {
        Devices.named("auto", why -> {});
      } catch (UserError e) {
        System.out.println(e.getMessage());
        System.exit(Errors.BAD_INPUT);
      }
    }
  }

  @Test
  void namesTheLibraryThatCannotBeLoaded() throws Exception {
    Path library = Files.writeString(directory.resolve("libtorch.so"), "no library at all");
    Path log = directory.resolve("log");
    ProcessBuilder starts =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                JavaChild.ownClasspath(),
                Starts.class.getName())
            .redirectErrorStream(true)
            .redirectOutput(log.toFile());
    starts.environment().put("PYTORCH_LIBRARY_PATH", directory.toString());
    starts.environment().put("PYTORCH_VERSION", "2.7.1");
    assertThat(starts.start().waitFor()).isEqualTo(Errors.BAD_INPUT);
    assertThat(Files.readString(log))
        .contains("cannot be loaded (" + library, "PYTORCH_LIBRARY_PATH");
  }
}
