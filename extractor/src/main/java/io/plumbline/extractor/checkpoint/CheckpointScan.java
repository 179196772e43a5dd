package io.plumbline.extractor.checkpoint;

import io.plumbline.schemas.UserError;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Which directories within an output directory are named as checkpoints are. */
final class CheckpointScan {
  private static final Pattern NAME =
      Pattern.compile("(?:checkpoint|step|global_step)[-_](\\d{1,9})");

  private CheckpointScan() {}

  /**
   * Lists the candidates, complete or not.
   *
   * @return directories by training step; the base's step 0 is left out
   * @throws UserError if the output directory cannot be read
   */
  static SortedMap<Integer, Path> of(Path root) {
    SortedMap<Integer, Path> found = new TreeMap<>();
    try (Stream<Path> entries = Files.list(root).sorted()) {
      for (Path entry : (Iterable<Path>) entries::iterator) {
        Matcher name = NAME.matcher(entry.getFileName().toString());
        if (name.matches() && Files.isDirectory(entry)) {
          int step = Integer.parseInt(name.group(1));
          if (step > 0) {
            found.putIfAbsent(step, entry);
          }
        }
      }
    } catch (IOException | UncheckedIOException e) {
      throw new UserError(root + " cannot be read: " + e.getMessage(), e);
    }
    return found;
  }
}
