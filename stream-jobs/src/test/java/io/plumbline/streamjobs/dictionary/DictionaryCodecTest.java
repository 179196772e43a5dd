package io.plumbline.streamjobs.dictionary;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.plumbline.schemas.digest.Sha256;
import io.plumbline.schemas.settings.DictionaryKind;
import io.plumbline.streamjobs.linalg.FloatMatrix;
import java.io.ByteArrayOutputStream;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class DictionaryCodecTest {
  private static final FloatMatrix W = new FloatMatrix(3, 2, new float[] {1, 0, 0, 1, 0.6f, -0.8f});
  private static final FloatMatrix V = new FloatMatrix(3, 2, new float[] {0, 1, 2, 3, 4, 5});
  private static final float[] ENCODER_BIAS = {0.5f, -0.25f, 0};
  private static final float[] DECODER_BIAS = {7, -7};
  private static final Dictionary DICTIONARY =
      Dictionary.trained(DictionaryKind.TOPK, 2, W, W, ENCODER_BIAS, DECODER_BIAS);

  static Stream<Dictionary> dictionaries() {
    return Stream.of(
        DICTIONARY,
        Dictionary.trained(DictionaryKind.TIED_RELU, 0, W, W, ENCODER_BIAS, DECODER_BIAS),
        Dictionary.trained(DictionaryKind.TOPK, 2, W, V, ENCODER_BIAS, DECODER_BIAS),
        general(new Relu(), Normalization.CONSTANT_NORM, true),
        general(new JumpRelu(new float[] {1, 2, 3}), Normalization.LAYER_NORM, false),
        general(
            new Gated(new float[] {1, 2, 3}, new float[] {4, 5, 6}, new float[] {7, 8, 9}),
            Normalization.NONE,
            true));
  }

  private static Dictionary general(Activation activation, Normalization norm, boolean centred) {
    return new Dictionary(activation, norm, centred, W, V, ENCODER_BIAS, DECODER_BIAS);
  }

  @ParameterizedTest
  @MethodSource("dictionaries")
  void readsWhatItWrote(Dictionary dictionary) {
    byte[] bytes = DictionaryCodec.toBytes(dictionary);
    Dictionary read = DictionaryCodec.fromBytes(bytes);
    assertThat(read).usingRecursiveComparison().ignoringFields("digest").isEqualTo(dictionary);
    assertThat(read.isTied()).isEqualTo(dictionary.isTied());
    assertThat(read.digest()).isEqualTo(dictionary.digest()).isEqualTo(Sha256.hex(bytes));
  }

  @Test
  void bytesAreAsDocumented() {
    byte[] bytes = DictionaryCodec.toBytes(DICTIONARY);
    assertThat(bytes).hasSize(16 + 4 * (6 + 3 + 2));
    assertThat(Arrays.copyOf(bytes, 20))
        .containsExactly(1, 0, 0, 0, 2, 0, 0, 0, 3, 0, 0, 0, 2, 0, 0, 0, 0, 0, 0x80, 0x3f);
    byte[] general =
        DictionaryCodec.toBytes(
            general(new JumpRelu(new float[] {1, 2, 3}), Normalization.LAYER_NORM, true));
    assertThat(general).hasSize(16 + 4 * (6 + 6 + 3 + 2 + 3));
    assertThat(Arrays.copyOf(general, 4)).containsExactly(2, 1 + 2 + 2 * 4, 0, 0);
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
