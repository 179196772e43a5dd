package io.plumbline.extractor;

/** Settings of the Deep Java Library that hold for the whole JVM. */
public final class DjlSettings {
  static {
    setIfAbsent("ai.djl.offline", "true");
    setIfAbsent("OPT_OUT_TRACKING", "true");
    setIfAbsent("ai.djl.pytorch.num_threads", "1");
    setIfAbsent("ai.djl.pytorch.num_interop_threads", "1");
  }

  private DjlSettings() {}

  /**
   * Keeps the library off the network and on one thread within an operation. To be called before
   * the library is first used; what the command line set stays.
   */
  public static void apply() {}

  private static void setIfAbsent(String property, String value) {
    if (System.getProperty(property) == null) {
      System.setProperty(property, value);
    }
  }
}
