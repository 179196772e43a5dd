package io.plumbline.extractor.feedback;

/** A row cannot be used, for the reason in the message. */
final class RowException extends Exception {
  private static final long serialVersionUID = 1L;

  RowException(String reason) {
    super(reason);
  }
}
