package io.plumbline.extractor.model;

import ai.djl.engine.EngineException;
import java.util.List;
import java.util.Locale;

/** Tells whether something failed because there was not enough memory for it. */
public final class DeviceMemory {
  /**
   * What PyTorch's allocators say, of CUDA and of the CPU, and CUDA's library of products when it
   * finds no space to work in; they have no type of error for it.
   */
  private static final List<String> SIGNS =
      List.of(
          "out of memory",
          "can't allocate memory",
          "not enough memory",
          "bad_alloc",
          "cublas_status_alloc_failed");

  private DeviceMemory() {}

  /** Whether memory of the device or of the Java heap was exhausted. */
  public static boolean wasExhausted(Throwable failure) {
    if (failure instanceof OutOfMemoryError) {
      return true;
    }
    String message = String.valueOf(failure.getMessage()).toLowerCase(Locale.ROOT);
    return failure instanceof EngineException && SIGNS.stream().anyMatch(message::contains);
  }
}
