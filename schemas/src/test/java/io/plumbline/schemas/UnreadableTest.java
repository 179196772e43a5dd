package io.plumbline.schemas;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class UnreadableTest {
  @TempDir Path directory;

  /** Made here, since nothing is denied to root, who may run this. */
  @Test
  void permissionNamesTheOwner() throws IOException {
    Path file = Files.createFile(directory.resolve("model.safetensors"));
    assertThat(Unreadable.because(file, new AccessDeniedException(file.toString())))
        .hasMessage(
            file
                + " cannot be read: permission denied, it belongs to "
                + Files.getOwner(file).getName()
                + "; run Plumbline as the user who writes it, or let others read it");
  }

  @Test
  void permissionToLookIntoADirectoryNamesNobody() {
    Path file = directory.resolve("closed").resolve("model.safetensors");
    assertThat(Unreadable.because(file, new AccessDeniedException(file.toString())))
        .hasMessageContaining("cannot be read: permission denied; run Plumbline as");
  }

  @Test
  void whatIsNotThereAndAnythingElseSaysSo() {
    Path file = Path.of("config.json");
    assertThat(Unreadable.because(file, new NoSuchFileException("config.json")))
        .hasMessage("config.json cannot be read: it is not there");
    assertThat(
            Unreadable.because(file, new UncheckedIOException(new IOException("Is a directory"))))
        .hasMessage("config.json cannot be read: Is a directory");
  }
}
