package io.plumbline.schemas.serde;

import io.plumbline.schemas.record.RunSpec;
import io.plumbline.schemas.topic.Topic;
import java.util.List;
import org.apache.avro.util.ClassSecurityValidator;

/**
 * Lets Avro instantiate Plumbline's records. Avro refuses specific records of packages that nobody
 * vouched for, and a Flink job whose TaskManager lacks this restarts for ever. Nothing in a record
 * can be longer than a message, so Avro is told to believe no bytes that say otherwise: it would
 * run out of memory over them.
 */
public final class TrustedRecords {
  private static final String PACKAGE = RunSpec.class.getPackageName();

  /** Read by Avro once, at the first bytes it decodes. */
  private static final List<String> LENGTH_LIMITS =
      List.of(
          "org.apache.avro.limits.bytes.maxLength",
          "org.apache.avro.limits.string.maxLength",
          "org.apache.avro.limits.collectionItems.maxLength");

  static {
    for (String limit : LENGTH_LIMITS) {
      if (System.getProperty(limit) == null) {
        System.setProperty(limit, Integer.toString(Topic.MAX_MESSAGE_BYTES));
      }
    }
    ClassSecurityValidator.setGlobal(
        ClassSecurityValidator.composite(
            ClassSecurityValidator.getGlobal(), type -> type.getPackageName().equals(PACKAGE)));
  }

  private TrustedRecords() {}

  /** Takes effect once in a JVM, however often it is called. */
  public static void trust() {}
}
