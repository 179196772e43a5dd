package io.plumbline.extractor.model;

/**
 * The weights do not fit into what is free of a device's memory. They may later: a GPU is often
 * shared with the trainer.
 */
public final class DeviceFullException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public DeviceFullException(String message, Throwable cause) {
    super(message, cause);
  }
}
