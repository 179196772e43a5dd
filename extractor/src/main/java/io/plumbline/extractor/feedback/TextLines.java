package io.plumbline.extractor.feedback;

import io.plumbline.schemas.Unreadable;
import io.plumbline.schemas.UserError;
import java.io.BufferedInputStream;
import java.io.BufferedReader;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.Reader;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipException;

/** Lines of a text file in UTF-8, unpacked where it is gzipped or its name ends in {@code .gz}. */
final class TextLines {
  private static final String BYTE_ORDER_MARK = "\uFEFF";
  private static final byte[] GZIP = {0x1f, (byte) 0x8b};

  private TextLines() {}

  /** Is given each line in turn. */
  @FunctionalInterface
  interface Visitor {
    /**
     * Takes a line.
     *
     * @param number its number, from 1
     */
    void visit(int number, String line);
  }

  /**
   * Reads a whole file.
   *
   * @throws UserError if it is missing, not UTF-8, or cannot be unpacked
   */
  static void forEach(Path file, Visitor visitor) {
    ForeignFile.refuse(file);
    int number = 0;
    try (BufferedReader lines = new BufferedReader(reader(file))) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        number++;
        boolean marked = number == 1 && line.startsWith(BYTE_ORDER_MARK);
        visitor.visit(number, marked ? line.substring(1) : line);
      }
    } catch (CharacterCodingException e) {
      throw new UserError(
          file + ":" + (number + 1) + " or soon after is not UTF-8; save the file as UTF-8", e);
    } catch (EOFException | ZipException e) {
      throw new UserError(
          file + " cannot be read: as gzip it is damaged or cut short; copy or write it again", e);
    } catch (IOException e) {
      throw Unreadable.because(file, e);
    }
  }

  private static Reader reader(Path file) throws IOException {
    InputStream bytes = new BufferedInputStream(Files.newInputStream(file));
    try {
      bytes.mark(GZIP.length);
      boolean packed =
          Arrays.equals(bytes.readNBytes(GZIP.length), GZIP) || file.toString().endsWith(".gz");
      bytes.reset();
      // A decoder of its own reports malformed input, which a charset by name would replace.
      return new InputStreamReader(
          packed ? new GZIPInputStream(bytes) : bytes, StandardCharsets.UTF_8.newDecoder());
    } catch (IOException e) {
      bytes.close();
      throw e;
    }
  }
}
