package io.plumbline.ops.cli;

import io.plumbline.schemas.UserError;
import java.nio.file.Files;
import java.nio.file.Path;

/** Files that a command is to write at its end, checked at its start. */
final class Outputs {
  private Outputs() {}

  /**
   * Does nothing if no file is given.
   *
   * @throws UserError if it could not be written
   */
  static void check(Path file, String option) {
    if (file == null) {
      return;
    }
    Path directory = file.toAbsolutePath().getParent();
    Path written = Files.exists(file) ? file : directory;
    if (Files.isDirectory(file) || !Files.isDirectory(directory) || !Files.isWritable(written)) {
      throw new UserError(
          "%s %s cannot be written; name a file in a directory that exists and is yours to write to"
              .formatted(option, file));
    }
  }
}
