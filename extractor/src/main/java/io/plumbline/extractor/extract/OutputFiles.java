package io.plumbline.extractor.extract;

import io.plumbline.schemas.UserError;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

/**
 * The two files of a result. They are written under other names first, so that what bears their
 * names is whole.
 *
 * @param tensors the safetensors file
 * @param index the JSON file
 */
record OutputFiles(Path tensors, Path index) {

  /**
   * Looks whether they can be written; nothing is made yet.
   *
   * @throws UserError if they cannot, or there is a result that may not be replaced
   */
  static OutputFiles claim(Path directory, boolean force) {
    OutputFiles files =
        new OutputFiles(
            directory.resolve("activations.safetensors"), directory.resolve("index.json"));
    if (!force && (Files.exists(files.tensors) || Files.exists(files.index))) {
      throw new UserError(
          directory + " holds a result already; choose another --out, or replace it with --force");
    }
    Path nearest = directory.toAbsolutePath();
    while (!Files.exists(nearest)) {
      nearest = nearest.getParent();
    }
    if (!Files.isDirectory(nearest)) {
      throw new UserError("--out " + directory + ": " + nearest + " is a file, not a directory");
    }
    if (!Files.isWritable(nearest)) {
      throw new UserError("--out " + directory + ": " + nearest + " cannot be written to");
    }
    return files;
  }

  /**
   * Makes the directory. Unfinished files go with the process if it is told to end.
   *
   * @throws IOException if it cannot be made
   */
  void prepare() throws IOException {
    Files.createDirectories(tensors.toAbsolutePath().getParent());
    for (Path part : new Path[] {tensorsPart(), indexPart(), positionsPart()}) {
      part.toFile().deleteOnExit();
    }
  }

  Path tensorsPart() {
    return tensors.resolveSibling(tensors.getFileName() + ".part");
  }

  Path indexPart() {
    return index.resolveSibling(index.getFileName() + ".part");
  }

  /** Part of the index that grows beside the rest of it. */
  Path positionsPart() {
    return index.resolveSibling("positions.json.part");
  }

  void publishParts() throws IOException {
    Files.move(tensorsPart(), tensors, StandardCopyOption.REPLACE_EXISTING);
    Files.move(indexPart(), index, StandardCopyOption.REPLACE_EXISTING);
  }

  void discardParts() throws IOException {
    Files.deleteIfExists(tensorsPart());
    Files.deleteIfExists(indexPart());
    Files.deleteIfExists(positionsPart());
  }
}
