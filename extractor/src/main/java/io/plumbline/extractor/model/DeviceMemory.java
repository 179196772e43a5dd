package io.plumbline.extractor.model;

import ai.djl.Device;
import ai.djl.engine.EngineException;
import ai.djl.pytorch.jni.JniUtils;
import java.util.List;
import java.util.Locale;

/** The memory that arrays lie in, on GPUs and on the CPU. */
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

  /** Lets others have the memory of closed arrays, which PyTorch keeps for itself on a GPU. */
  public static void giveBack(Device device) {
    if (device.isGpu()) {
      JniUtils.emptyCudaCache();
    }
  }
}
