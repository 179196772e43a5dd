package io.plumbline.extractor.feedback;

import java.nio.file.Path;

/**
 * A row of a file that cannot be used.
 *
 * @param file the file
 * @param line number of the row, from 1
 * @param reason why
 */
public record BadRow(Path file, int line, String reason) {
  @Override
  public String toString() {
    return file + ":" + line + ": " + reason;
  }
}
