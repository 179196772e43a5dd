package io.plumbline.extractor.capture;

/** An item cannot be read with this model, for the reason in the message. */
public final class UnreadableItemException extends Exception {
  private static final long serialVersionUID = 1L;

  UnreadableItemException(String item, String reason) {
    super("item " + item + ": " + reason);
  }
}
