package io.plumbline.schemas.serde;

import io.plumbline.schemas.record.RunSpec;
import org.apache.avro.util.ClassSecurityValidator;

/**
 * Lets Avro instantiate Plumbline's records. Avro refuses specific records of packages that nobody
 * vouched for, and a Flink job whose TaskManager lacks this restarts for ever.
 */
public final class TrustedRecords {
  private static final String PACKAGE = RunSpec.class.getPackageName();

  static {
    ClassSecurityValidator.setGlobal(
        ClassSecurityValidator.composite(
            ClassSecurityValidator.getGlobal(), type -> type.getPackageName().equals(PACKAGE)));
  }

  private TrustedRecords() {}

  /** Takes effect once in a JVM, however often it is called. */
  public static void trust() {}
}
