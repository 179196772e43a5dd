package io.plumbline.schemas.golden;

import static org.assertj.core.api.Assertions.assertThat;

import io.plumbline.schemas.serde.TrustedRecords;
import io.plumbline.schemas.topic.Topic;
import io.plumbline.schemas.topic.Topics;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.apache.avro.Schema;
import org.apache.avro.SchemaCompatibility;
import org.apache.avro.SchemaCompatibility.SchemaCompatibilityType;
import org.apache.avro.file.DataFileStream;
import org.apache.avro.file.DataFileWriter;
import org.apache.avro.specific.SpecificData;
import org.apache.avro.specific.SpecificDatumReader;
import org.apache.avro.specific.SpecificDatumWriter;
import org.apache.avro.specific.SpecificRecord;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Files written by version 1 stay readable. To add the files of a record type that is new, run the
 * test once with {@code -Dgolden.write=true}; files that exist are never written again.
 */
class GoldenRecordsTest {
  private static final Path WRITTEN = Path.of("src/test/resources/golden/v1");

  @BeforeAll
  static void trust() {
    TrustedRecords.trust();
  }

  static Stream<Class<? extends SpecificRecord>> types() {
    return Topics.ALL.stream().map(Topic::type);
  }

  @ParameterizedTest
  @MethodSource("types")
  void readsTheRecordsOfVersion1(Class<? extends SpecificRecord> type) throws IOException {
    writeIfAsked(type);
    try (DataFileStream<SpecificRecord> file = open(type)) {
      SpecificRecord expected = SampleRecord.of(type, file.getSchema());
      assertThat(file.next()).isEqualTo(expected);
      assertThat(file.hasNext()).isFalse();
    }
  }

  @ParameterizedTest
  @MethodSource("types")
  void isCompatibleWithVersion1BothWays(Class<? extends SpecificRecord> type) throws IOException {
    Schema now = SpecificData.get().getSchema(type);
    try (DataFileStream<SpecificRecord> file = open(type)) {
      Schema then = file.getSchema();
      assertThat(compatibility(now, then)).isEqualTo(SchemaCompatibilityType.COMPATIBLE);
      assertThat(compatibility(then, now)).isEqualTo(SchemaCompatibilityType.COMPATIBLE);
    }
  }

  private static SchemaCompatibilityType compatibility(Schema reader, Schema writer) {
    return SchemaCompatibility.checkReaderWriterCompatibility(reader, writer).getType();
  }

  private static DataFileStream<SpecificRecord> open(Class<? extends SpecificRecord> type)
      throws IOException {
    InputStream file =
        GoldenRecordsTest.class.getResourceAsStream("/golden/v1/" + type.getSimpleName() + ".avro");
    assertThat(file).as("golden file of %s", type.getSimpleName()).isNotNull();
    return new DataFileStream<>(
        file, new SpecificDatumReader<>(null, SpecificData.get().getSchema(type)));
  }

  private static void writeIfAsked(Class<? extends SpecificRecord> type) throws IOException {
    Path target = WRITTEN.resolve(type.getSimpleName() + ".avro");
    if (!Boolean.getBoolean("golden.write") || Files.exists(target)) {
      return;
    }
    SpecificRecord sample = SampleRecord.of(type, SpecificData.get().getSchema(type));
    try (DataFileWriter<SpecificRecord> writer =
        new DataFileWriter<>(new SpecificDatumWriter<SpecificRecord>(sample.getSchema()))) {
      writer.create(sample.getSchema(), Files.newOutputStream(target));
      writer.append(sample);
    }
  }
}
