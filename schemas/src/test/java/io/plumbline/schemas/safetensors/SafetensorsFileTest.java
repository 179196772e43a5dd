package io.plumbline.schemas.safetensors;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.plumbline.schemas.UserError;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SafetensorsFileTest {
  @TempDir Path directory;
  Path file;

  @BeforeEach
  void nameFile() {
    file = directory.resolve("model.safetensors");
  }

  @Test
  void readsAnyStretchOfATensor() {
    RawFile.write(
        file,
        "{\"__metadata__\":{\"format\":\"pt\"},"
            + "\"b\":{\"dtype\":\"F32\",\"shape\":[2,2],\"data_offsets\":[4,20]},"
            + "\"a\":{\"dtype\":\"F32\",\"shape\":[],\"data_offsets\":[0,4]}}   ",
        RawFile.floats(9, 1, 2, 3, 4));
    try (SafetensorsFile tensors = SafetensorsFile.open(file)) {
      assertThat(tensors.names()).containsExactly("a", "b");
      assertThat(tensors.entry("b").shape()).isEqualTo(List.of(2L, 2L));
      float[] values = new float[2];
      tensors.read("b", 1, FloatBuffer.wrap(values));
      assertThat(values).containsExactly(2, 3);
      tensors.read("a", 0, FloatBuffer.wrap(values, 0, 1));
      assertThat(values[0]).isEqualTo(9);
      assertThatThrownBy(() -> tensors.read("b", 3, FloatBuffer.wrap(values)))
          .isInstanceOf(IndexOutOfBoundsException.class);
    }
  }

  @Test
  void widensHalvesExactly() {
    // 1.5, -2 and the smallest subnormal of f16; 1.5, -2 and a NaN-free extreme of bf16.
    byte[] data = {
      0x00, 0x3E, 0x00, (byte) 0xC0, 0x01, 0x00, (byte) 0xC0, 0x3F, 0x00, (byte) 0xC0, 0x7F, 0x7F
    };
    RawFile.write(
        file,
        "{\"h\":{\"dtype\":\"F16\",\"shape\":[3],\"data_offsets\":[0,6]},"
            + "\"b\":{\"dtype\":\"BF16\",\"shape\":[3],\"data_offsets\":[6,12]}}",
        data);
    try (SafetensorsFile tensors = SafetensorsFile.open(file)) {
      float[] values = new float[3];
      tensors.read("h", 0, FloatBuffer.wrap(values));
      assertThat(values).containsExactly(1.5f, -2f, 0x1p-24f);
      tensors.read("b", 0, FloatBuffer.wrap(values));
      assertThat(values).containsExactly(1.5f, -2f, Float.intBitsToFloat(0x7F7F0000));
    }
  }

  @Test
  void roundsDoublesToTheNearest() {
    byte[] data =
        ByteBuffer.allocate(16)
            .order(ByteOrder.LITTLE_ENDIAN)
            .putDouble(1 + 0x1.8p-24)
            .putDouble(-0.1)
            .array();
    RawFile.write(file, "{\"d\":{\"dtype\":\"F64\",\"shape\":[2],\"data_offsets\":[0,16]}}", data);
    try (SafetensorsFile tensors = SafetensorsFile.open(file)) {
      float[] values = new float[2];
      tensors.read("d", 0, FloatBuffer.wrap(values));
      assertThat(values).containsExactly(1 + 0x1p-23f, -0.1f);
    }
  }

  @ParameterizedTest
  @CsvSource({"F4, 6, 3", "F6_E2M3, 4, 3", "F8_E8M0, 3, 3", "F8_E4M3FNUZ, 3, 3", "C64, 1, 8"})
  void typesThatHoldNoWeightsMayLieBesideThem(String type, int elements, int bytes) {
    RawFile.write(
        file,
        "{\"x\":{\"dtype\":\"%s\",\"shape\":[%d],\"data_offsets\":[0,%d]}}"
            .formatted(type, elements, bytes),
        new byte[bytes]);
    try (SafetensorsFile tensors = SafetensorsFile.open(file)) {
      assertThat(tensors.entry("x").size()).isEqualTo(elements);
      assertThatThrownBy(() -> tensors.read("x", 0, FloatBuffer.allocate(1)))
          .isInstanceOf(UserError.class)
          .hasMessageContaining("tensor x is " + type);
    }
  }

  @Test
  void pointerOfGitLfsIsToldFromTheFile() throws IOException {
    Files.writeString(file, "version https://git-lfs.github.com/spec/v1\noid sha256:12\nsize 34\n");
    assertThatThrownBy(() -> SafetensorsFile.open(file))
        .isInstanceOf(UserError.class)
        .hasMessage(file + " is a pointer of Git LFS, not the file; get it with git lfs pull");
  }

  @Test
  void nameThatIsNotUtf8IsRefused() {
    byte[] header =
        "{\"\u00e9\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[0,4]}}"
            .getBytes(StandardCharsets.ISO_8859_1);
    RawFile.write(file, header.length, header, RawFile.floats(1));
    assertThatThrownBy(() -> SafetensorsFile.open(file))
        .isInstanceOf(UserError.class)
        .hasMessageStartingWith(file + " has a header that is not UTF-8");
  }

  @Test
  void elementsThatStraddleASegmentAreWhole() throws Exception {
    RawFile.write(file, 0, new byte[] {1, 2, 3}, RawFile.floats(1, 2, 3, 4, 5, 6));
    try (FileChannel channel = FileChannel.open(file);
        MappedFile mapped = new MappedFile(channel, 16)) {
      float[] values = new float[6];
      int read = 0;
      while (read < 6) {
        FloatBuffer piece = mapped.slice(11 + 4L * read, 6 - read, 4).asFloatBuffer();
        int count = piece.remaining();
        piece.get(values, read, count);
        read += count;
      }
      assertThat(values).containsExactly(1, 2, 3, 4, 5, 6);
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          # header                                                              | part of the message
          [1]                                                                   | not a JSON object
          {'a':                                                                 | header that is not JSON
          {'a':{'dtype':'F32','shape':[1],'data_offsets':[0,4]},'a':{}}         | header that is not JSON
          {'a':{'dtype':'F31','shape':[1],'data_offsets':[0,4]}}                | tensor a has unknown dtype
          {'a':{'dtype':'F32','shape':[2],'data_offsets':[0,4]}}                | tensor a of shape [2]
          {'a':{'dtype':'F32','shape':[-1],'data_offsets':[0,4]}}               | tensor a has shape
          {'a':{'dtype':'F32','shape':[1.5],'data_offsets':[0,4]}}              | tensor a has shape
          {'a':{'dtype':'F32','data_offsets':[0,4]}}                            | tensor a has no shape
          {'a':{'dtype':'F32','shape':[1],'data_offsets':[4,0]}}                | tensor a has data_offsets
          {'a':{'dtype':'F32','shape':[4611686018427387904,4],'data_offsets':[0,4]}} | absurd shape
          {'a':{'dtype':'F32','shape':[3],'data_offsets':[0,12]}}               | truncated at
          {'a':{'dtype':'F32','shape':[1],'data_offsets':[4,8]}}                | tensor a leaves a gap
          {'a':{'dtype':'F32','shape':[1],'data_offsets':[0,4]}}                | belong to no tensor
          {'a':{'dtype':'F32','shape':[2],'data_offsets':[0,8]},'b':{'dtype':'F32','shape':[1],'data_offsets':[4,8]}} | tensor b overlaps
          """)
  void damagedHeaderIsRefused(String header, String message) {
    RawFile.write(file, header.replace('\'', '"'), RawFile.floats(1, 2));
    assertThatThrownBy(() -> SafetensorsFile.open(file))
        .isInstanceOf(UserError.class)
        .hasMessageContaining(file.toString())
        .hasMessageContaining(message)
        .hasMessageContaining("copy or save it again");
  }

  @Test
  void absurdHeaderLengthIsRefusedWithoutAllocatingIt() {
    byte[] header = "{}".getBytes(StandardCharsets.UTF_8);
    for (long length : new long[] {-1, Long.MAX_VALUE, 0, (16 << 20) + 1}) {
      RawFile.write(file, length, header, new byte[0]);
      assertThatThrownBy(() -> SafetensorsFile.open(file))
          .isInstanceOf(UserError.class)
          .hasMessageContaining("absurd length");
    }
    RawFile.write(file, 1000, header, new byte[0]);
    assertThatThrownBy(() -> SafetensorsFile.open(file)).hasMessageContaining("truncated");
  }

  @Test
  void integersAreNoWeights() {
    RawFile.write(
        file, "{\"a\":{\"dtype\":\"I64\",\"shape\":[1],\"data_offsets\":[0,8]}}", new byte[8]);
    try (SafetensorsFile tensors = SafetensorsFile.open(file)) {
      assertThatThrownBy(() -> tensors.read("a", 0, FloatBuffer.allocate(1)))
          .isInstanceOf(UserError.class)
          .hasMessageContaining("tensor a is I64");
    }
  }
}
