package io.plumbline.ops.stack;

/** Told of work that takes long enough for a person to wonder. */
public interface Progress {
  /** Something starts, such as "Kafka broker". */
  void started(String what);

  /**
   * What was started last is done.
   *
   * @param detail where it is or what came of it; may be empty
   */
  void finished(String detail);

  /** Says nothing. */
  static Progress silent() {
    return new Progress() {
      @Override
      public void started(String what) {}

      @Override
      public void finished(String detail) {}
    };
  }
}
