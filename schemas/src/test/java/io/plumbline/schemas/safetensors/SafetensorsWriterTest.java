package io.plumbline.schemas.safetensors;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.plumbline.schemas.UserError;
import java.io.IOException;
import java.nio.FloatBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SafetensorsWriterTest {
  @TempDir Path directory;

  @Test
  void whatItWritesIsReadBack() throws IOException {
    Path file = directory.resolve("features.safetensors");
    try (SafetensorsWriter writer =
        SafetensorsWriter.create(
            file,
            new TreeMap<>(Map.of("f", List.of(2L, 3L), "g", List.of(2L))),
            new TreeMap<>(Map.of("hook_name", "h")))) {
      writer.write("f", new float[] {1, 2, 3});
      writer.write("g", new float[] {7, 8});
      writer.write("f", new float[] {4, 5, 6});
      assertThatThrownBy(() -> writer.write("f", new float[1]))
          .isInstanceOf(IllegalStateException.class);
    }
    try (SafetensorsFile read = SafetensorsFile.open(file)) {
      assertThat(read.entry("f").shape()).isEqualTo(List.of(2L, 3L));
      assertThat(read.entry("f").begin() % 8).isZero();
      float[] values = new float[6];
      read.read("f", 0, FloatBuffer.wrap(values));
      assertThat(values).containsExactly(1, 2, 3, 4, 5, 6);
      float[] others = new float[2];
      read.read("g", 0, FloatBuffer.wrap(others));
      assertThat(others).containsExactly(7, 8);
    }
    assertThat(new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1))
        .contains("{\"__metadata__\":{\"hook_name\":\"h\"}");
  }

  @Test
  void placesThatCannotBeWrittenAreNamed() {
    Path file = directory.resolve("nowhere/features.safetensors");
    assertThatThrownBy(() -> SafetensorsWriter.create(file, new TreeMap<>(), new TreeMap<>()))
        .isInstanceOf(UserError.class)
        .hasMessageContaining(file.toString());
  }
}
