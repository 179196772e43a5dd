package io.plumbline.streamjobs.source;

import java.util.Map;
import org.apache.avro.specific.SpecificRecordBase;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.util.OutputTag;

/**
 * A record that could be read but not used.
 *
 * @param received the record
 * @param reason why, in words
 */
public record Rejected<T extends SpecificRecordBase>(Received<T> received, String reason) {

  /** Side output of an operator for refused records whose values are of the given class. */
  @SuppressWarnings({"unchecked", "rawtypes"}) // a class literal cannot have a type argument
  public static <T extends SpecificRecordBase> OutputTag<Rejected<T>> tag(Class<T> valueType) {
    TypeInformation<Rejected<T>> type =
        (TypeInformation)
            Types.POJO(
                Rejected.class,
                Map.of("received", Received.type(valueType), "reason", Types.STRING));
    return new OutputTag<>("rejected-" + valueType.getSimpleName(), type);
  }
}
