package io.plumbline.ops.stack;

import io.plumbline.schemas.UserError;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;

/** The directory that holds everything Plumbline keeps on this machine. */
public final class DataDirectory {
  private static final long MEBIBYTE = 1L << 20;
  private static final long NEEDED_MEBIBYTES = 512;

  private final Path root;

  private DataDirectory(Path root) {
    this.root = root;
  }

  /**
   * Creates it where it is missing.
   *
   * @throws UserError if it cannot be written to, or its disk is nearly full
   */
  public static DataDirectory open(Path root) {
    Path absolute = root.toAbsolutePath().normalize();
    DataDirectory data = new DataDirectory(absolute);
    try {
      Files.createDirectories(data.logs());
      Files.delete(Files.createTempFile(absolute, "write", ".check"));
      long free = Files.getFileStore(absolute).getUsableSpace() / MEBIBYTE;
      if (free < NEEDED_MEBIBYTES) {
        throw new UserError(
            "data directory %s is nearly full: %d MiB left, %d MiB needed; free some space or give another with --data"
                .formatted(absolute, free, NEEDED_MEBIBYTES));
      }
    } catch (IOException e) {
      throw new UserError(
          "data directory %s cannot be written to (%s); give another with --data"
              .formatted(absolute, reason(e)),
          e);
    }
    return data;
  }

  private static String reason(IOException e) {
    if (e instanceof AccessDeniedException) {
      return "permission denied";
    }
    if (e instanceof FileAlreadyExistsException) {
      return "a part of its path is a file";
    }
    boolean told = e instanceof FileSystemException system && system.getReason() != null;
    return told ? ((FileSystemException) e).getReason() : e.getClass().getSimpleName();
  }

  public Path root() {
    return root;
  }

  /** Log directory of the broker. */
  Path kafka() {
    return root.resolve("kafka");
  }

  /** Database of the schema registry. */
  Path registry() {
    return root.resolve("registry");
  }

  /** Checkpoints of the Flink jobs. */
  public Path flink() {
    return root.resolve("flink");
  }

  /** State of the Kafka Streams application. */
  public Path streams() {
    return root.resolve("streams");
  }

  /** Logs of all parts. */
  public Path logs() {
    return root.resolve("logs");
  }

  /** Checkpoints and logs of the demo's training runs. */
  public Path training() {
    return root.resolve("training");
  }
}
