package io.plumbline.ops.stack;

import java.nio.file.Path;

/** The application's directory as the build lays it out. */
public final class TestHome {
  private TestHome() {}

  /** Where the registry's distribution is. */
  public static Path path() {
    return Path.of(System.getProperty("plumbline.home", "target/app"));
  }
}
