package io.plumbline.extractor.feedback;

import io.plumbline.schemas.Unreadable;
import io.plumbline.schemas.UserError;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Files that feedback is often mistaken for, or is packed in, told by their first bytes. */
final class ForeignFile {
  private static final int LONGEST = 32;

  /**
   * One such kind.
   *
   * @param start how its files begin, a char a byte
   * @param reason what they are, and what to do
   */
  private record Kind(String start, String reason) {}

  private static final List<Kind> KINDS =
      List.of(
          new Kind("PARE", "is encrypted Parquet; write it again without encryption"),
          new Kind("ARROW1", "is an Arrow file; write it again as Parquet, with to_parquet"),
          new Kind(
              "\u00ff\u00ff\u00ff\u00ff",
              "is a stream of Arrow, as save_to_disk writes it; write it again with to_parquet"),
          new Kind("FEA1", "is a Feather file; write it again as Parquet, with to_parquet"),
          new Kind("(\u00b5/\u00fd", "is packed by zstd; unpack it, or pack it with gzip"),
          new Kind("BZh", "is packed by bzip2; unpack it, or pack it with gzip"),
          new Kind("\u00fd7zXZ", "is packed by xz; unpack it, or pack it with gzip"),
          new Kind("PK\u0003\u0004", "is a zip archive; unpack it, and give the file in it"),
          new Kind("\u00ff\u00fe", "is UTF-16; save the file as UTF-8"),
          new Kind("\u00fe\u00ff", "is UTF-16; save the file as UTF-8"),
          new Kind(
              "version https://git-lfs",
              "only says where Git LFS keeps the file; fetch it with 'git lfs pull'"));

  private ForeignFile() {}

  /**
   * Refuses a file that is of such a kind.
   *
   * @throws UserError if it is, or is no file at all
   */
  static void refuse(Path file) {
    if (Files.isDirectory(file)) {
      throw new UserError(file + " is a directory; name the files in it");
    }
    if (!Files.isRegularFile(file)) {
      throw new UserError(file + " is not a file; check the path");
    }
    String start = start(file);
    KINDS.stream()
        .filter(kind -> start.startsWith(kind.start()))
        .findFirst()
        .ifPresent(
            kind -> {
              throw new UserError(file + " " + kind.reason());
            });
  }

  private static String start(Path file) {
    try (InputStream bytes = Files.newInputStream(file)) {
      return new String(bytes.readNBytes(LONGEST), StandardCharsets.ISO_8859_1);
    } catch (IOException e) {
      throw Unreadable.because(file, e);
    }
  }
}
