package io.plumbline.extractor.checkpoint;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * Names, sizes and times of a directory's files, and of those in directories within it, where
 * DeepSpeed and FSDP save optimizers after the weights. Two equal states some time apart mean that
 * nobody is writing.
 *
 * @param files size and modification time, by path
 */
record DirectoryState(Map<String, FileState> files) {
  private static final int DEPTH = 2;

  /** Where a directory may not be read, it rests and does not hold up others. */
  private static final DirectoryState UNREADABLE =
      new DirectoryState(Map.of("", new FileState(-1, 0)));

  /** What changes when a file is written to. */
  record FileState(long bytes, long modifiedMillis) {}

  /** When one of the files was written to last; 0 if there are none. */
  long newestMillis() {
    return files.values().stream().mapToLong(FileState::modifiedMillis).max().orElse(0);
  }

  /** Whether files have gone since then and nothing else has changed, as where it is deleted. */
  boolean isRestOf(DirectoryState before) {
    return before.files.entrySet().containsAll(files.entrySet());
  }

  static DirectoryState of(Path directory) {
    Map<String, FileState> files = new TreeMap<>();
    try (Stream<Path> entries = Files.walk(directory, DEPTH)) {
      for (Path file : (Iterable<Path>) entries::iterator) {
        if (Files.isRegularFile(file)) {
          add(files, directory, file);
        }
      }
    } catch (IOException | UncheckedIOException e) {
      return UNREADABLE;
    }
    return new DirectoryState(files);
  }

  private static void add(Map<String, FileState> files, Path directory, Path file)
      throws IOException {
    try {
      BasicFileAttributes now = Files.readAttributes(file, BasicFileAttributes.class);
      files.put(
          directory.relativize(file).toString(),
          new FileState(now.size(), now.lastModifiedTime().toMillis()));
    } catch (NoSuchFileException e) {
      // Deleted since it was listed; as good as never seen.
      return;
    }
  }
}
