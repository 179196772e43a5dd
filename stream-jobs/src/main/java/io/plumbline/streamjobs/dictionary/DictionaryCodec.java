package io.plumbline.streamjobs.dictionary;

import io.plumbline.streamjobs.linalg.FloatMatrix;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * The canonical bytes of a dictionary, little-endian: form, k, d_sae and d_model as 32-bit
 * integers, then in f32 W row by row, V alike unless it is W, b_e, b_d and what the activation has.
 *
 * <p>The lowest byte of the form is the activation: 0 relu, 1 topk, 2 jumprelu (threshold), 3 gated
 * (b_gate, exp(r_mag), b_mag). {@value #UNTIED} is added where there is a V, {@value #CENTRED}
 * where b_d is taken off first, and {@value #NORMALIZATION} times the place of its {@link
 * Normalization}.
 */
public final class DictionaryCodec {
  /** Form, k, d_sae and d_model. */
  private static final int HEADER = 4 * Integer.BYTES;

  private static final int UNTIED = 1 << 8;
  private static final int CENTRED = 1 << 9;
  private static final int NORMALIZATION = 1 << 10;

  /** By their place in the form. */
  private static final List<Normalization> NORMALIZATIONS =
      List.of(Normalization.NONE, Normalization.CONSTANT_NORM, Normalization.LAYER_NORM);

  private DictionaryCodec() {}

  /**
   * Writes a dictionary.
   *
   * @throws ArithmeticException if it has more than 2 GiB
   */
  public static byte[] toBytes(Dictionary dictionary) {
    List<float[]> arrays = new ArrayList<>();
    arrays.add(dictionary.encoder().values());
    if (!dictionary.isTied()) {
      arrays.add(dictionary.decoder().values());
    }
    arrays.add(dictionary.encoderBias());
    arrays.add(dictionary.decoderBias());
    int form = dictionary.isTied() ? 0 : UNTIED;
    int k = 0;
    if (dictionary.activation() instanceof TopK topK) {
      form += 1;
      k = topK.k();
    } else if (dictionary.activation() instanceof JumpRelu jump) {
      form += 2;
      arrays.add(jump.threshold());
    } else if (dictionary.activation() instanceof Gated gated) {
      form += 3;
      arrays.addAll(List.of(gated.gateBias(), gated.scale(), gated.magnitudeBias()));
    }
    form += dictionary.centred() ? CENTRED : 0;
    form += NORMALIZATIONS.indexOf(dictionary.normalization()) * NORMALIZATION;
    long floats = arrays.stream().mapToLong(array -> array.length).sum();
    ByteBuffer bytes =
        ByteBuffer.allocate(Math.toIntExact(HEADER + floats * Float.BYTES))
            .order(ByteOrder.LITTLE_ENDIAN)
            .putInt(form)
            .putInt(k)
            .putInt(dictionary.features())
            .putInt(dictionary.width());
    FloatBuffer body = bytes.asFloatBuffer();
    arrays.forEach(body::put);
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
    int form = bytes.getInt();
    int k = bytes.getInt();
    int features = bytes.getInt();
    int width = bytes.getInt();
    int kind = form & 0xff;
    boolean untied = (form & UNTIED) != 0;
    int normalization = form / NORMALIZATION;
    require(form >= 0 && kind <= 3 && normalization < NORMALIZATIONS.size());
    require((kind == 1 ? k > 0 : k == 0) && features > 0 && width > 0);
    long own = kind == 2 ? 1 : kind == 3 ? 3 : 0;
    long floats = (long) features * width * (untied ? 2 : 1) + (1 + own) * features + width;
    require(bytes.remaining() == floats * Float.BYTES);
    FloatBuffer body = bytes.asFloatBuffer();
    FloatMatrix encoder = new FloatMatrix(features, width, next(body, features * width));
    FloatMatrix decoder =
        untied ? new FloatMatrix(features, width, next(body, features * width)) : encoder;
    float[] encoderBias = next(body, features);
    float[] decoderBias = next(body, width);
    Activation activation =
        switch (kind) {
          case 0 -> new Relu();
          case 1 -> new TopK(k);
          case 2 -> new JumpRelu(next(body, features));
          default -> new Gated(next(body, features), next(body, features), next(body, features));
        };
    return new Dictionary(
        activation,
        NORMALIZATIONS.get(normalization),
        (form & CENTRED) != 0,
        encoder,
        decoder,
        encoderBias,
        decoderBias);
  }

  private static float[] next(FloatBuffer body, int count) {
    float[] values = new float[count];
    body.get(values);
    return values;
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

  /**
   * Reads a dictionary whose bytes were cut into chunks.
   *
   * @param chunks in order
   * @throws IllegalArgumentException if together these are not the bytes of a dictionary
   */
  public static Dictionary join(List<ByteBuffer> chunks) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    for (ByteBuffer chunk : chunks) {
      byte[] part = new byte[chunk.remaining()];
      chunk.duplicate().get(part);
      bytes.writeBytes(part);
    }
    return fromBytes(bytes.toByteArray());
  }

  private static void require(boolean holds) {
    if (!holds) {
      throw new IllegalArgumentException("these are not the bytes of a dictionary");
    }
  }
}
