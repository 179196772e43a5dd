package io.plumbline.ops.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.plumbline.extractor.model.Torch;
import io.plumbline.ops.process.JavaChild;
import io.plumbline.schemas.UserError;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BrokenEngineTest {
  @TempDir Path directory;

  /** A process of its own, since an engine is loaded once. */
  public static final class Starts {
    private Starts() {}

    public static void main(String[] args) {
      try {
        Torch.device("auto");
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
    try (JavaChild child =
        JavaChild.start(
            List.of("-DPYTORCH_LIBRARY_PATH=" + directory, "-DPYTORCH_VERSION=2.7.1"),
            JavaChild.ownClasspath(),
            Starts.class.getName(),
            List.of(),
            log)) {
      assertThat(child.waitFor()).isEqualTo(Errors.BAD_INPUT);
    }
    assertThat(Files.readString(log))
        .contains("cannot be loaded (" + library, "PYTORCH_LIBRARY_PATH");
  }
}
