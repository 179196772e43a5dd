package io.plumbline.streamjobs.dictionary;

import io.plumbline.schemas.settings.DictionaryKind;
import io.plumbline.streamjobs.linalg.FloatMatrix;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * The canonical bytes of a dictionary, little-endian: kind (0 tied-relu, 1 topk), k, d_sae and
 * d_model as 32-bit integers, then W row by row, b_e and b_d in f32.
 */
public final class DictionaryCodec {
  private static final int HEADER = 4 * Integer.BYTES;

  private DictionaryCodec() {}

  public static byte[] toBytes(Dictionary dictionary) {
    float[] weights = dictionary.weights().values();
    int floats = Math.addExact(weights.length, dictionary.features() + dictionary.width());
    ByteBuffer bytes =
        ByteBuffer.allocate(Math.addExact(HEADER, Math.multiplyExact(floats, Float.BYTES)))
            .order(ByteOrder.LITTLE_ENDIAN);
    bytes.putInt(dictionary.kind() == DictionaryKind.TOPK ? 1 : 0);
    bytes.putInt(dictionary.k());
    bytes.putInt(dictionary.features());
    bytes.putInt(dictionary.width());
    bytes.asFloatBuffer().put(weights).put(dictionary.encoderBias()).put(dictionary.decoderBias());
    return bytes.array();
  }

  /**
   * Reads what {@link #toBytes} wrote.
   *
   * @throws IllegalArgumentException if these are not the bytes of a dictionary
   */
  public static Dictionary fromBytes(byte[] canonical) {
    ByteBuffer bytes = ByteBuffer.wrap(canonical).order(ByteOrder.LITTLE_ENDIAN);
    require(canonical.length >= HEADER);
    int kind = bytes.getInt();
    int k = bytes.getInt();
    int features = bytes.getInt();
    int width = bytes.getInt();
    require((kind == 0 || kind == 1) && k >= 0 && features >= 0 && width >= 0);
    long floats = (long) features * width + features + width;
    require(bytes.remaining() == floats * Float.BYTES);
    float[] weights = new float[features * width];
    float[] encoderBias = new float[features];
    float[] decoderBias = new float[width];
    bytes.asFloatBuffer().get(weights).get(encoderBias).get(decoderBias);
    return new Dictionary(
        kind == 1 ? DictionaryKind.TOPK : DictionaryKind.TIED_RELU,
        k,
        new FloatMatrix(features, width, weights),
        encoderBias,
        decoderBias);
  }

  /**
   * Cuts bytes into chunks, to be joined again in order.
   *
   * @param size most bytes of a chunk
   */
  public static List<byte[]> split(byte[] bytes, int size) {
    List<byte[]> chunks = new ArrayList<>();
    for (int from = 0; from < bytes.length; from += size) {
      chunks.add(Arrays.copyOfRange(bytes, from, Math.min(bytes.length, from + size)));
    }
    return chunks;
  }

  private static void require(boolean holds) {
    if (!holds) {
      throw new IllegalArgumentException("these are not the bytes of a dictionary");
    }
  }
}
