package io.plumbline.streamjobs.dictionary;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.plumbline.schemas.digest.Sha256;
import io.plumbline.schemas.settings.DictionaryKind;
import io.plumbline.streamjobs.linalg.FloatMatrix;
import java.io.ByteArrayOutputStream;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class DictionaryCodecTest {
  private static final Dictionary DICTIONARY =
      new Dictionary(
          DictionaryKind.TOPK,
          2,
          new FloatMatrix(3, 2, new float[] {1, 0, 0, 1, 0.6f, -0.8f}),
          new float[] {0.5f, -0.25f, 0},
          new float[] {7, -7});

  @Test
  void readsWhatItWrote() {
    byte[] bytes = DictionaryCodec.toBytes(DICTIONARY);
    Dictionary read = DictionaryCodec.fromBytes(bytes);
    assertThat(read.kind()).isEqualTo(DictionaryKind.TOPK);
    assertThat(read.k()).isEqualTo(2);
    assertThat(read.weights().values()).isEqualTo(DICTIONARY.weights().values());
    assertThat(read.encoderBias()).isEqualTo(DICTIONARY.encoderBias());
    assertThat(read.decoderBias()).isEqualTo(DICTIONARY.decoderBias());
    assertThat(read.digest()).isEqualTo(DICTIONARY.digest()).isEqualTo(Sha256.hex(bytes));
  }

  @Test
  void bytesAreAsDocumented() {
    byte[] bytes = DictionaryCodec.toBytes(DICTIONARY);
    assertThat(bytes).hasSize(16 + 4 * (6 + 3 + 2));
    assertThat(Arrays.copyOf(bytes, 20))
        .containsExactly(1, 0, 0, 0, 2, 0, 0, 0, 3, 0, 0, 0, 2, 0, 0, 0, 0, 0, 0x80, 0x3f);
  }

  @Test
  void chunksJoinToTheWhole() {
    byte[] bytes = DictionaryCodec.toBytes(DICTIONARY);
    for (int size : new int[] {1, 7, 60, 1000}) {
      List<byte[]> chunks = DictionaryCodec.split(bytes, size);
      assertThat(chunks).hasSize((bytes.length + size - 1) / size);
      ByteArrayOutputStream joined = new ByteArrayOutputStream();
      chunks.forEach(joined::writeBytes);
      assertThat(joined.toByteArray()).isEqualTo(bytes);
    }
  }

  @Test
  void refusesOtherBytes() {
    byte[] bytes = DictionaryCodec.toBytes(DICTIONARY);
    byte[] otherKind = bytes.clone();
    otherKind[0] = 9;
    for (byte[] wrong : List.of(new byte[3], Arrays.copyOf(bytes, bytes.length - 1), otherKind)) {
      assertThatThrownBy(() -> DictionaryCodec.fromBytes(wrong))
          .hasMessage("these are not the bytes of a dictionary");
    }
  }
}
