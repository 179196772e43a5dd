package io.plumbline.schemas;

/**
 * An error that the user can mend. Its message is one line that names the file or field and the
 * remedy; the command line shows it as it is, without a stack trace.
 */
public final class UserError extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public UserError(String message) {
    super(message);
  }

  public UserError(String message, Throwable cause) {
    super(message, cause);
  }
}
