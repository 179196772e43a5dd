package io.plumbline.extractor;

/**
 * Where the tests compute that hold models to transformers: on the first GPU that PyTorch can use,
 * else on the CPU; {@code -Ddevice=cuda:0} fails where there is none.
 */
public final class TestDevice {
  private TestDevice() {}

  /** Name of the device, as {@code --device} takes it. */
  public static String name() {
    return System.getProperty("device", "auto");
  }
}
