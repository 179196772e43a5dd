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
   * Makes the directory.
   *
   * @throws UserError if it cannot be made, or holds a result that may not be replaced
   */
  static OutputFiles claim(Path directory, boolean force) {
    OutputFiles files =
        new OutputFiles(
            directory.resolve("activations.safetensors"), directory.resolve("index.json"));
    if (!force && (Files.exists(files.tensors) || Files.exists(files.index))) {
      throw new UserError(
          directory + " holds a result already; choose another --out, or replace it with --force");
    }
    try {
      Files.createDirectories(directory);
    } catch (IOException e) {
      throw new UserError("--out " + directory + " cannot be made: " + e.getMessage(), e);
    }
    return files;
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
