package io.plumbline.extractor.adapter;

import io.plumbline.extractor.TestResources;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Adapters under {@code lora} in the test resources, and the bases they were made over. */
final class AdapterFiles {
  private AdapterFiles() {}

  static Path adapter(String name) {
    return TestResources.path("lora/" + name);
  }

  static Path base(String name) {
    try {
      return TestResources.path(Files.readString(adapter(name).resolve("base.txt")).strip());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Copies an adapter, with one text in its configuration replaced. */
  static Path copy(String name, Path into, String text, String replacement) {
    TestResources.copy("lora/" + name, into);
    Path config = into.resolve("adapter_config.json");
    try {
      String before = Files.readString(config);
      if (!before.contains(text)) {
        throw new AssertionError(config + " has no " + text);
      }
      Files.writeString(config, before.replace(text, replacement));
      return into;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
