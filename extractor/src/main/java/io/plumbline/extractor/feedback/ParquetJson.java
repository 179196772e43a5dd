package io.plumbline.extractor.feedback;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.plumbline.schemas.record.Dtype;
import io.plumbline.schemas.tensor.TensorPayload;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.util.UUID;
import org.apache.parquet.example.data.Group;
import org.apache.parquet.io.api.Binary;
import org.apache.parquet.schema.GroupType;
import org.apache.parquet.schema.LogicalTypeAnnotation;
import org.apache.parquet.schema.LogicalTypeAnnotation.DecimalLogicalTypeAnnotation;
import org.apache.parquet.schema.LogicalTypeAnnotation.EnumLogicalTypeAnnotation;
import org.apache.parquet.schema.LogicalTypeAnnotation.Float16LogicalTypeAnnotation;
import org.apache.parquet.schema.LogicalTypeAnnotation.IntLogicalTypeAnnotation;
import org.apache.parquet.schema.LogicalTypeAnnotation.JsonLogicalTypeAnnotation;
import org.apache.parquet.schema.LogicalTypeAnnotation.StringLogicalTypeAnnotation;
import org.apache.parquet.schema.LogicalTypeAnnotation.UUIDLogicalTypeAnnotation;
import org.apache.parquet.schema.PrimitiveType;
import org.apache.parquet.schema.Type;
import org.apache.parquet.schema.Type.Repetition;

/**
 * A Parquet record as JSON: lists as arrays, structs as objects, decimals as numbers. Of what
 * feedback has no use for (dates, plain bytes) only the fields are there, as neither text nor
 * number.
 */
final class ParquetJson {
  private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

  private ParquetJson() {}

  static ObjectNode of(Group record) {
    ObjectNode object = struct(record);
    for (Type field : record.getType().getFields()) {
      if (!object.has(field.getName())) {
        object.set(field.getName(), NODES.binaryNode(new byte[0]));
      }
    }
    return object;
  }

  private static ObjectNode struct(Group record) {
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
    return isList(type.asGroupType()) ? list(group) : struct(group);
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
    LogicalTypeAnnotation meaning = type.getLogicalTypeAnnotation();
    return switch (type.getPrimitiveTypeName()) {
      case BOOLEAN -> NODES.booleanNode(record.getBoolean(field, i));
      case FLOAT -> NODES.numberNode(record.getFloat(field, i));
      case DOUBLE -> NODES.numberNode(record.getDouble(field, i));
      case INT32 -> integer(record.getInteger(field, i), 0xffffffffL, meaning);
      case INT64 -> integer(record.getLong(field, i), -1L, meaning);
      case BINARY, FIXED_LEN_BYTE_ARRAY -> bytes(record.getBinary(field, i), meaning);
      default -> NODES.missingNode();
    };
  }

  /**
   * An integer, which may be the digits of a decimal.
   *
   * @param bits those that an unsigned one has
   */
  private static JsonNode integer(long value, long bits, LogicalTypeAnnotation meaning) {
    if (meaning instanceof DecimalLogicalTypeAnnotation decimal) {
      return decimal(BigInteger.valueOf(value), decimal);
    }
    if (meaning instanceof IntLogicalTypeAnnotation integer) {
      return integer.isSigned()
          ? NODES.numberNode(value)
          : NODES.numberNode(new BigInteger(Long.toUnsignedString(value & bits)));
    }
    return meaning == null ? NODES.numberNode(value) : NODES.missingNode();
  }

  private static JsonNode bytes(Binary value, LogicalTypeAnnotation meaning) {
    if (meaning instanceof DecimalLogicalTypeAnnotation decimal) {
      return decimal(new BigInteger(value.getBytes()), decimal);
    }
    if (meaning instanceof Float16LogicalTypeAnnotation) {
      return NODES.numberNode(TensorPayload.decode(value.toByteBuffer(), Dtype.F16, 1)[0]);
    }
    if (meaning instanceof UUIDLogicalTypeAnnotation) {
      ByteBuffer halves = value.toByteBuffer();
      return NODES.textNode(new UUID(halves.getLong(), halves.getLong()).toString());
    }
    return isText(meaning) ? NODES.textNode(value.toStringUsingUTF8()) : NODES.missingNode();
  }

  private static JsonNode decimal(BigInteger digits, DecimalLogicalTypeAnnotation type) {
    return NODES.numberNode(new BigDecimal(digits, type.getScale()).doubleValue());
  }

  private static boolean isText(LogicalTypeAnnotation meaning) {
    return meaning instanceof StringLogicalTypeAnnotation
        || meaning instanceof EnumLogicalTypeAnnotation
        || meaning instanceof JsonLogicalTypeAnnotation;
  }
}
