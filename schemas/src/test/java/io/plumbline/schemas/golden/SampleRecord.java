package io.plumbline.schemas.golden;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericData;
import org.apache.avro.specific.SpecificData;
import org.apache.avro.specific.SpecificRecord;

/** A record of any schema with every field filled, the same each time. */
final class SampleRecord {
  private int counter;

  private SampleRecord() {}

  static SpecificRecord of(Class<? extends SpecificRecord> type) {
    Schema schema = SpecificData.get().getSchema(type);
    Object generic = new SampleRecord().value(schema);
    return (SpecificRecord) SpecificData.get().deepCopy(schema, generic);
  }

  private Object value(Schema schema) {
    counter++;
    return switch (schema.getType()) {
      case RECORD -> {
        GenericData.Record record = new GenericData.Record(schema);
        schema.getFields().forEach(field -> record.put(field.pos(), value(field.schema())));
        yield record;
      }
      case ENUM ->
          new GenericData.EnumSymbol(
              schema, schema.getEnumSymbols().get(counter % schema.getEnumSymbols().size()));
      case ARRAY ->
          new GenericData.Array<>(
              schema, List.of(value(schema.getElementType()), value(schema.getElementType())));
      case UNION -> value(schema.getTypes().get(schema.getTypes().size() - 1));
      case STRING -> "text-" + counter;
      case BYTES -> ByteBuffer.wrap(("bytes-" + counter).getBytes(StandardCharsets.UTF_8));
      case INT -> counter;
      case LONG -> 1L << 40 | counter;
      case DOUBLE -> counter / 8.0;
      case BOOLEAN -> counter % 2 == 0;
      default -> throw new IllegalArgumentException("no sample for " + schema.getType());
    };
  }
}
