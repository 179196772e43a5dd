package io.plumbline.extractor.feedback;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.plumbline.schemas.UserError;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is no file of feedback is told by its content, with what to do about it. */
class ForeignFileTest {
  private static final String ROW = "{\"completion\":\"a b\",\"reward\":1}\n";

  @TempDir Path directory;

  @ParameterizedTest
  @CsvSource({
    "50415245, is encrypted Parquet",
    "4152524f57310000, is an Arrow file",
    "ffffffff10000000, is a stream of Arrow",
    "28b52ffd04, is packed by zstd",
    "425a6839, is packed by bzip2",
    "fd377a585a00, is packed by xz",
    "504b0304, is a zip archive",
    "fffe7b00, is UTF-16",
    "feff007b, is UTF-16",
  })
  void kindIsNamed(String bytes, String reason) throws IOException {
    Path file = Files.write(directory.resolve("f"), HexFormat.of().parseHex(bytes));
    assertRefused(file, file + " " + reason);
  }

  @Test
  void pointerOfLfsIsNamed() throws IOException {
    Path file = directory.resolve("f.parquet");
    Files.writeString(file, "version https://git-lfs.github.com/spec/v1\noid sha256:1\nsize 2\n");
    assertRefused(file, "git lfs pull");
  }

  @Test
  void directoryIsNamed() {
    assertRefused(directory, directory + " is a directory; name the files in it");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "[{'completion':'a','reward':1}]|is one JSON array|jq -c '.[]'",
        "/ [/  {/|is one JSON array|jq -c '.[]'",
        "{/  'completion': 'a',/|has objects of several lines|jq -c .",
      })
  void otherLayoutsOfJsonAreNamed(String content, String reason, String remedy) throws IOException {
    Path file =
        Files.writeString(
            directory.resolve("f.json"), content.replace('/', '\n').replace('\'', '"'));
    assertRefused(file, reason);
    assertRefused(file, remedy);
  }

  @Test
  void gzipIsUnpackedWhateverItsName() throws IOException {
    Path file = directory.resolve("rows.jsonl");
    Files.write(file, gzip(ROW + ROW));
    assertThat(read(file)).isEqualTo(2);
    byte[] first = gzip(ROW);
    byte[] second = gzip(ROW + ROW);
    byte[] both = new byte[first.length + second.length];
    System.arraycopy(first, 0, both, 0, first.length);
    System.arraycopy(second, 0, both, first.length, second.length);
    assertThat(read(Files.write(file, both))).isEqualTo(3);
  }

  @Test
  void gzipThatIsCutShortIsNamed() throws IOException {
    byte[] whole = gzip(ROW);
    Path file = directory.resolve("rows.jsonl.gz");
    Files.write(file, Arrays.copyOf(whole, whole.length - 4));
    assertRefused(file, file + " cannot be read: as gzip it is damaged or cut short");
  }

  private static byte[] gzip(String text) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (GZIPOutputStream packed = new GZIPOutputStream(bytes)) {
      packed.write(text.getBytes(StandardCharsets.UTF_8));
    }
    return bytes.toByteArray();
  }

  private static int read(Path file) {
    return Dataset.readFeedback(List.of(file), Lexicon.empty()).items().size();
  }

  private static void assertRefused(Path file, String reason) {
    assertThatThrownBy(() -> read(file))
        .isInstanceOf(UserError.class)
        .hasMessageContaining(reason)
        .hasMessageNotContaining("\n");
  }
}
