package io.plumbline.schemas.golden;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericData;
import org.apache.avro.specific.SpecificData;
import org.apache.avro.specific.SpecificRecord;

/**
 * A record of any schema, the same each time: every field that an earlier version of the schema has
 * is filled, the others have their defaults.
 */
final class SampleRecord {
  private int counter;

  private SampleRecord() {}

  static SpecificRecord of(Class<? extends SpecificRecord> type, Schema earlier) {
    Schema schema = SpecificData.get().getSchema(type);
    Object generic = new SampleRecord().value(schema, earlier);
    return (SpecificRecord) SpecificData.get().deepCopy(schema, generic);
  }

  private Object value(Schema schema, Schema earlier) {
    counter++;
    return switch (schema.getType()) {
      case RECORD -> record(schema, earlier);
      case ENUM ->
          new GenericData.EnumSymbol(
              schema, earlier.getEnumSymbols().get(counter % earlier.getEnumSymbols().size()));
      case ARRAY ->
          new GenericData.Array<>(
              schema,
              List.of(
                  value(schema.getElementType(), earlier.getElementType()),
                  value(schema.getElementType(), earlier.getElementType())));
      case UNION -> value(last(schema), last(earlier));
      case STRING -> "text-" + counter;
      case BYTES -> ByteBuffer.wrap(("bytes-" + counter).getBytes(StandardCharsets.UTF_8));
      case INT -> counter;
      case LONG -> 1L << 40 | counter;
      case DOUBLE -> counter / 8.0;
      case BOOLEAN -> counter % 2 == 0;
      default -> throw new IllegalArgumentException("no sample for " + schema.getType());
    };
  }

  private GenericData.Record record(Schema schema, Schema earlier) {
    GenericData.Record record = new GenericData.Record(schema);
    earlier
        .getFields()
        .forEach(
            field -> {
              Schema.Field now = schema.getField(field.name());
              record.put(now.pos(), value(now.schema(), field.schema()));
            });
    schema.getFields().stream()
        .filter(field -> earlier.getField(field.name()) == null)
        .forEach(field -> record.put(field.pos(), SpecificData.get().getDefaultValue(field)));
    return record;
  }

  private static Schema last(Schema union) {
    return union.getTypes().get(union.getTypes().size() - 1);
  }
}
