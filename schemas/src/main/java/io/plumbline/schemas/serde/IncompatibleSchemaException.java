package io.plumbline.schemas.serde;

/** A schema breaks the compatibility that its subject promises. */
public final class IncompatibleSchemaException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  IncompatibleSchemaException(String subject, Throwable cause) {
    super("schema is not compatible with the earlier ones of " + subject, cause);
  }
}
