package io.plumbline.extractor.checkpoint;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * Names, sizes and times of a directory's files. Two equal states some time apart mean that nobody
 * is writing.
 *
 * @param files size and modification time, by file name
 */
record DirectoryState(Map<String, FileState> files) {
  /** What changes when a file is written to. */
  record FileState(long bytes, long modifiedMillis) {}

  /** When one of the files was written to last; 0 if there are none. */
  long newestMillis() {
    return files.values().stream().mapToLong(FileState::modifiedMillis).max().orElse(0);
  }

  static DirectoryState of(Path directory) {
    Map<String, FileState> files = new TreeMap<>();
    try (Stream<Path> entries = Files.list(directory)) {
      for (Path file : (Iterable<Path>) entries::iterator) {
        BasicFileAttributes now = Files.readAttributes(file, BasicFileAttributes.class);
        if (now.isRegularFile()) {
          files.put(
              file.getFileName().toString(),
              new FileState(now.size(), now.lastModifiedTime().toMillis()));
        }
      }
    } catch (IOException | UncheckedIOException e) {
      // A file vanished while it was looked at, so the directory is not at rest.
      return new DirectoryState(Map.of("", new FileState(-1, System.nanoTime())));
    }
    return new DirectoryState(files);
  }
}
