package io.plumbline.extractor.feedback;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import org.apache.parquet.example.data.Group;
import org.apache.parquet.schema.GroupType;
import org.apache.parquet.schema.LogicalTypeAnnotation;
import org.apache.parquet.schema.PrimitiveType;
import org.apache.parquet.schema.Type;
import org.apache.parquet.schema.Type.Repetition;

/**
 * A Parquet record as JSON: lists as arrays, structs as objects. What feedback has no use for
 * (dates, decimals, maps, plain bytes) is left out.
 */
final class ParquetJson {
  private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

  private ParquetJson() {}

  static ObjectNode of(Group record) {
    ObjectNode object = NODES.objectNode();
    for (Type field : record.getType().getFields()) {
      JsonNode value = field(record, field);
      if (!value.isMissingNode()) {
        object.set(field.getName(), value);
      }
    }
    return object;
  }

  private static JsonNode field(Group record, Type field) {
    int index = record.getType().getFieldIndex(field.getName());
    int count = record.getFieldRepetitionCount(index);
    if (field.isRepetition(Repetition.REPEATED)) {
      ArrayNode array = NODES.arrayNode();
      for (int i = 0; i < count; i++) {
        array.add(value(record, field, index, i));
      }
      return array;
    }
    return count == 0 ? NODES.nullNode() : value(record, field, index, 0);
  }

  private static JsonNode value(Group record, Type type, int field, int i) {
    if (type.isPrimitive()) {
      return primitive(record, type.asPrimitiveType(), field, i);
    }
    Group group = record.getGroup(field, i);
    return isList(type.asGroupType()) ? list(group) : of(group);
  }

  private static boolean isList(GroupType type) {
    return LogicalTypeAnnotation.listType().equals(type.getLogicalTypeAnnotation());
  }

  /** A list is a group of one repeated group, whose single field is the element. */
  private static ArrayNode list(Group list) {
    ArrayNode array = NODES.arrayNode();
    Type entry = list.getType().getType(0);
    for (int i = 0; i < list.getFieldRepetitionCount(0); i++) {
      boolean wrapped = !entry.isPrimitive() && entry.asGroupType().getFieldCount() == 1;
      array.add(
          wrapped
              ? field(list.getGroup(0, i), entry.asGroupType().getType(0))
              : value(list, entry, 0, i));
    }
    return array;
  }

  private static JsonNode primitive(Group record, PrimitiveType type, int field, int i) {
    return switch (type.getPrimitiveTypeName()) {
      case BOOLEAN -> NODES.booleanNode(record.getBoolean(field, i));
      case FLOAT -> NODES.numberNode(record.getFloat(field, i));
      case DOUBLE -> NODES.numberNode(record.getDouble(field, i));
      case INT32, INT64 -> integer(record, type, field, i);
      case BINARY -> isText(type) ? text(record, field, i) : NODES.missingNode();
      default -> NODES.missingNode();
    };
  }

  private static JsonNode integer(Group record, PrimitiveType type, int field, int i) {
    LogicalTypeAnnotation annotation = type.getLogicalTypeAnnotation();
    boolean plain =
        annotation == null || annotation instanceof LogicalTypeAnnotation.IntLogicalTypeAnnotation;
    if (!plain) {
      return NODES.missingNode();
    }
    return type.getPrimitiveTypeName() == PrimitiveType.PrimitiveTypeName.INT32
        ? NODES.numberNode(record.getInteger(field, i))
        : NODES.numberNode(record.getLong(field, i));
  }

  private static boolean isText(PrimitiveType type) {
    LogicalTypeAnnotation annotation = type.getLogicalTypeAnnotation();
    return annotation instanceof LogicalTypeAnnotation.StringLogicalTypeAnnotation
        || annotation instanceof LogicalTypeAnnotation.EnumLogicalTypeAnnotation
        || annotation instanceof LogicalTypeAnnotation.JsonLogicalTypeAnnotation;
  }

  private static JsonNode text(Group record, int field, int i) {
    return NODES.textNode(record.getBinary(field, i).toStringUsingUTF8());
  }
}
