package io.plumbline.extractor.jinja;

/** A template cannot be read or rendered, for the reason in the message. */
public final class TemplateException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public TemplateException(String reason) {
    super(reason);
  }
}
