package io.plumbline.ops.stack;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Checkpoints that a job left on disk: {@code <job id>/chk-<n>/_metadata}. */
final class RetainedCheckpoints {
  private static final String METADATA = "_metadata";
  private static final int DEPTH = 3;

  private RetainedCheckpoints() {}

  /** The newest complete checkpoint under a directory, of whichever execution of the job. */
  static Optional<Path> newest(Path directory) throws IOException {
    if (!Files.isDirectory(directory)) {
      return Optional.empty();
    }
    try (Stream<Path> files = Files.walk(directory, DEPTH)) {
      List<Path> complete =
          files.filter(file -> file.getFileName().toString().equals(METADATA)).toList();
      return complete.stream()
          .max(Comparator.comparingLong((Path file) -> file.toFile().lastModified()))
          .map(Path::getParent);
    }
  }
}
