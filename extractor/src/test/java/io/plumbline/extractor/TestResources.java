package io.plumbline.extractor;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;

/** Files under {@code src/test/resources}. */
public final class TestResources {
  private TestResources() {}

  public static Path path(String name) {
    URL url = Objects.requireNonNull(TestResources.class.getResource("/" + name), name);
    try {
      return Path.of(url.toURI());
    } catch (URISyntaxException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Copies the files of a directory, and returns the copy. */
  public static Path copy(String name, Path into) {
    Path source = path(name);
    try (Stream<Path> files = Files.list(source)) {
      Files.createDirectories(into);
      for (Path file : List.copyOf(files.toList())) {
        Files.copy(file, into.resolve(file.getFileName()));
      }
      return into;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
