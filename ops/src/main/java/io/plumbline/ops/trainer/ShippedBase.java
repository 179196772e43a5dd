package io.plumbline.ops.trainer;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Objects;

/** The pre-trained base model that comes with the program. */
public final class ShippedBase {
  private static final List<String> FILES =
      List.of(
          "config.json",
          "generation_config.json",
          "model.safetensors",
          "tokenizer.json",
          "tokenizer_config.json");

  private ShippedBase() {}

  /**
   * Writes the model's files into a directory, over files of the same names.
   *
   * @throws IOException if the directory cannot be written
   */
  public static void unpack(Path directory) throws IOException {
    Files.createDirectories(directory);
    for (String name : FILES) {
      try (InputStream in =
          Objects.requireNonNull(ShippedBase.class.getResourceAsStream("base/" + name), name)) {
        Files.copy(in, directory.resolve(name), StandardCopyOption.REPLACE_EXISTING);
      }
    }
  }
}
