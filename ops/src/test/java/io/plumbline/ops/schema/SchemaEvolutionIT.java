package io.plumbline.ops.schema;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.plumbline.ops.pipeline.Catalogue;
import io.plumbline.ops.stack.Endpoints;
import io.plumbline.ops.stack.LocalStack;
import io.plumbline.ops.stack.Progress;
import io.plumbline.ops.stack.StackOptions;
import io.plumbline.ops.stack.TestHome;
import io.plumbline.schemas.serde.IncompatibleSchemaException;
import io.plumbline.schemas.serde.RecordSerializer;
import io.plumbline.schemas.serde.SchemaRegistry;
import io.plumbline.schemas.topic.Topic;
import io.plumbline.schemas.topic.TopicNames;
import io.plumbline.schemas.topic.Topics;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.apache.avro.Schema;
import org.apache.avro.specific.SpecificData;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What the real registry lets each record become. */
class SchemaEvolutionIT {
  private static final Schema INT = Schema.create(Schema.Type.INT);
  private static final Schema STRING = Schema.create(Schema.Type.STRING);

  @TempDir static Path data;
  private static LocalStack stack;
  private static SchemaRegistry registry;

  @BeforeAll
  static void start() throws Exception {
    stack =
        LocalStack.start(
            StackOptions.of(TestHome.path(), data, "test"), Progress.silent(), failure -> {});
    Endpoints endpoints = stack.endpoints();
    Catalogue.ensure(endpoints, TopicNames.live(), Topics.ALL);
    registry = new SchemaRegistry(endpoints.registry());
  }

  @AfterAll
  static void stop() {
    stack.close();
  }

  static Stream<Topic> topics() {
    return Topics.ALL.stream();
  }

  @ParameterizedTest
  @MethodSource("topics")
  void takesCompatibleSchemasAndRefusesOthers(Topic topic) {
    String subject = RecordSerializer.subject(TopicNames.live().of(topic));
    Schema first = SpecificData.get().getSchema(topic.type());
    assertThat(registry.compatibility(subject)).isEqualTo("FULL_TRANSITIVE");

    int id = registry.register(subject, first);
    int added = registry.register(subject, with(first, new Schema.Field("added", INT, "", 0)));
    assertThat(added).isNotEqualTo(id);
    assertThat(registry.register(subject, first)).isEqualTo(id);

    Schema withoutDefault = with(first, new Schema.Field("needed", INT, ""));
    refused(subject, withoutDefault);
    refused(subject, withoutFirstField(first));
    refused(subject, with(withoutFirstField(first), new Schema.Field(name(first), INT, "", 0)));

    // Fits the first and the last version; the one between has the field as a number.
    Schema.Field otherType = new Schema.Field("added", STRING, "", "");
    refused(subject, with(first, otherType));
  }

  private static void refused(String subject, Schema schema) {
    assertThatThrownBy(() -> registry.register(subject, schema))
        .isInstanceOf(IncompatibleSchemaException.class)
        .hasMessageContaining(subject);
  }

  private static String name(Schema record) {
    return record.getFields().get(0).name();
  }

  private static Schema with(Schema record, Schema.Field field) {
    List<Schema.Field> fields = copies(record.getFields());
    fields.add(field);
    return copy(record, fields);
  }

  private static Schema withoutFirstField(Schema record) {
    return copy(record, copies(record.getFields().subList(1, record.getFields().size())));
  }

  private static List<Schema.Field> copies(List<Schema.Field> fields) {
    List<Schema.Field> copies = new ArrayList<>();
    fields.forEach(field -> copies.add(new Schema.Field(field, field.schema())));
    return copies;
  }

  private static Schema copy(Schema record, List<Schema.Field> fields) {
    return Schema.createRecord(
        record.getName(), record.getDoc(), record.getNamespace(), false, fields);
  }
}
