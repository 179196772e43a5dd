package io.plumbline.schemas.serde;

/** The registry has no schema of this id: whoever wrote the bytes did not register one there. */
public final class UnknownSchemaException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  UnknownSchemaException(String about, Throwable cause) {
    super("the schema registry knows no schema of " + about, cause);
  }
}
