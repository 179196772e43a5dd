package io.plumbline.schemas.tensor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.plumbline.schemas.record.Dtype;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class TensorPayloadTest {

  @Test
  void roundsAsNumPyAndPyTorchDo() throws IOException {
    List<String> rows = reference("/references/half_precision.csv").lines().toList();
    assertThat(rows).hasSizeGreaterThan(400);
    for (String row : rows.subList(1, rows.size())) {
      String[] bits = row.split(",", -1);
      float value = Float.intBitsToFloat(Integer.parseUnsignedInt(bits[0], 16));
      assertThat(HalfPrecision.fromFloat(value))
          .as("f16 of %s", value)
          .isEqualTo((short) Integer.parseInt(bits[1], 16));
      assertThat(BrainFloat.fromFloat(value))
          .as("bf16 of %s", value)
          .isEqualTo((short) Integer.parseInt(bits[2], 16));
    }
  }

  @Test
  void everyHalfWidensAndNarrowsToItself() {
    for (int bits = 0; bits <= 0xFFFF; bits++) {
      float half = HalfPrecision.toFloat((short) bits);
      float brain = BrainFloat.toFloat((short) bits);
      if (!Float.isNaN(half)) {
        assertThat(HalfPrecision.fromFloat(half)).isEqualTo((short) bits);
      }
      if (!Float.isNaN(brain)) {
        assertThat(BrainFloat.fromFloat(brain)).isEqualTo((short) bits);
      }
    }
    assertThat(HalfPrecision.toFloat(HalfPrecision.fromFloat(Float.NaN))).isNaN();
    assertThat(BrainFloat.toFloat(BrainFloat.fromFloat(Float.NaN))).isNaN();
  }

  @ParameterizedTest
  @EnumSource(Dtype.class)
  void decodesWhatItEncoded(Dtype dtype) {
    float[] values = {0f, 1.5f, -2f, 0.25f, -0f};
    ByteBuffer payload = TensorPayload.encode(values, dtype);
    assertThat(payload.remaining()).isEqualTo(values.length * TensorPayload.bytes(dtype));
    assertThat(TensorPayload.decode(payload, dtype, values.length)).isEqualTo(values);
    assertThat(payload.position()).isZero();
  }

  @Test
  void refusesAPayloadOfAnotherSize() {
    ByteBuffer payload = TensorPayload.encode(new float[3], Dtype.F32);
    assertThatThrownBy(() -> TensorPayload.decode(payload, Dtype.F32, 4))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("12 bytes")
        .hasMessageContaining("need 16");
  }

  private static String reference(String path) throws IOException {
    try (InputStream file = TensorPayloadTest.class.getResourceAsStream(path)) {
      return new String(file.readAllBytes(), StandardCharsets.UTF_8).strip();
    }
  }
}
