package io.plumbline.extractor.feedback;

import com.fasterxml.jackson.databind.JsonNode;
import io.plumbline.schemas.UserError;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.apache.parquet.ParquetReadOptions;
import org.apache.parquet.column.page.PageReadStore;
import org.apache.parquet.conf.ParquetConfiguration;
import org.apache.parquet.conf.PlainParquetConfiguration;
import org.apache.parquet.example.data.Group;
import org.apache.parquet.example.data.simple.convert.GroupRecordConverter;
import org.apache.parquet.hadoop.ParquetFileReader;
import org.apache.parquet.hadoop.metadata.FileMetaData;
import org.apache.parquet.hadoop.metadata.FileMetaData.EncryptionType;
import org.apache.parquet.io.ColumnIOFactory;
import org.apache.parquet.io.LocalInputFile;
import org.apache.parquet.io.MessageColumnIO;
import org.apache.parquet.io.RecordReader;
import org.apache.parquet.schema.MessageType;

/** Rows of a Parquet file, as the JSON objects they would be in a file of lines. */
final class ParquetRows {
  private static final byte[] MAGIC = "PAR1".getBytes(StandardCharsets.US_ASCII);

  private ParquetRows() {}

  /** Whether a file is Parquet, by its first bytes. */
  static boolean isParquet(Path file) {
    if (!Files.isRegularFile(file)) {
      return false;
    }
    try (InputStream bytes = Files.newInputStream(file)) {
      return Arrays.equals(bytes.readNBytes(MAGIC.length), MAGIC);
    } catch (IOException e) {
      throw unreadable(file, e);
    }
  }

  /**
   * Reads a whole file, a row group at a time.
   *
   * @throws UserError if it is damaged or packed in a way that is not known
   */
  static void forEach(Path file, RowVisitor visitor) {
    ParquetConfiguration configuration = new PlainParquetConfiguration();
    ParquetReadOptions options =
        ParquetReadOptions.builder(configuration)
            .withCodecFactory(new ParquetCodecs(configuration))
            .build();
    refuseCut(file);
    try (ParquetFileReader reader = ParquetFileReader.open(new LocalInputFile(file), options)) {
      FileMetaData metaData = reader.getFooter().getFileMetaData();
      if (metaData.getEncryptionType() != EncryptionType.UNENCRYPTED) {
        throw new UserError(file + " is encrypted; write it again without encryption");
      }
      MessageType schema = metaData.getSchema();
      MessageColumnIO columns = new ColumnIOFactory().getColumnIO(schema);
      int number = 0;
      for (PageReadStore rows = reader.readNextRowGroup();
          rows != null;
          rows = reader.readNextRowGroup()) {
        RecordReader<Group> records =
            columns.getRecordReader(rows, new GroupRecordConverter(schema));
        for (long i = 0; i < rows.getRowCount(); i++) {
          number++;
          JsonNode fields = ParquetJson.of(records.read());
          visitor.row(number, fields);
        }
      }
    } catch (UserError e) {
      throw e;
    } catch (IOException | RuntimeException e) {
      throw unreadable(file, e);
    }
  }

  /** What is written last tells whether all is there. */
  private static void refuseCut(Path file) {
    try (FileChannel bytes = FileChannel.open(file)) {
      ByteBuffer tail = ByteBuffer.allocate(MAGIC.length);
      bytes.read(tail, Math.max(MAGIC.length, bytes.size() - MAGIC.length));
      if (!Arrays.equals(tail.array(), MAGIC)) {
        throw new UserError(
            file
                + " is not a Parquet file that can be read: it is cut short, or still being"
                + " written; copy it again, or wait");
      }
    } catch (IOException e) {
      throw unreadable(file, e);
    }
  }

  private static UserError unreadable(Path file, Exception cause) {
    return new UserError(
        file
            + " is not a Parquet file that can be read ("
            + cause.getMessage()
            + "); write it again, with compression none, snappy, gzip, lz4 or zstd",
        cause);
  }
}
