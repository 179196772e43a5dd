package io.plumbline.ops.trainer;

/** A mistake in what the user gave; its message is the one line shown. */
final class TrainerException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  TrainerException(String message) {
    super(message);
  }

  TrainerException(String message, Throwable cause) {
    super(message, cause);
  }
}
