package io.plumbline.streamjobs.dictionary;

import io.plumbline.schemas.digest.Sha256;
import io.plumbline.schemas.settings.DictionaryKind;
import io.plumbline.streamjobs.linalg.CsrMatrix;
import io.plumbline.streamjobs.linalg.FloatMatrix;
import io.plumbline.streamjobs.linalg.MatrixProduct;
import io.plumbline.streamjobs.linalg.Scratch;

/**
 * A frozen dictionary. With z the normalised row, less b_d where {@link #centred}: f = activation(W
 * z + b_e), and x' = V' f + b_d with the normalisation undone.
 *
 * <p>Its arrays are its own; they must not be changed.
 */
public final class Dictionary {
  /** With at most one of so many features active, adding them up beats a dense product. */
  private static final int SPARSE = 12;

  private final Activation activation;
  private final Normalization normalization;
  private final boolean centred;
  private final FloatMatrix encoder;
  private final FloatMatrix decoder;
  private final float[] encoderBias;
  private final float[] decoderBias;

  /** Computed when it is first asked for; threads that race compute the same. */
  private String digest;

  /**
   * A dictionary around arrays, which are not copied.
   *
   * @param centred whether b_d is taken off before encoding
   * @param encoder W, {@code [d_sae, d_model]}
   * @param decoder V, {@code [d_sae, d_model]}; the encoder itself where the two are tied
   * @param encoderBias b_e, {@code [d_sae]}
   * @param decoderBias b_d, {@code [d_model]}
   * @throws IllegalArgumentException if the shapes do not fit
   */
  public Dictionary(
      Activation activation,
      Normalization normalization,
      boolean centred,
      FloatMatrix encoder,
      FloatMatrix decoder,
      float[] encoderBias,
      float[] decoderBias) {
    if (encoderBias.length != encoder.rows()
        || decoderBias.length != encoder.columns()
        || decoder.rows() != encoder.rows()
        || decoder.columns() != encoder.columns()) {
      throw new IllegalArgumentException(
          "biases of %d and %d and a decoder of [%d, %d] do not fit an encoder of [%d, %d]"
              .formatted(
                  encoderBias.length,
                  decoderBias.length,
                  decoder.rows(),
                  decoder.columns(),
                  encoder.rows(),
                  encoder.columns()));
    }
    this.activation = activation;
    this.normalization = normalization;
    this.centred = centred;
    this.encoder = encoder;
    this.decoder = decoder;
    this.encoderBias = encoderBias;
    this.decoderBias = decoderBias;
  }

  /**
   * A dictionary as it is trained here, around arrays, which are not copied.
   *
   * @param k most active features of a row, for {@link DictionaryKind#TOPK}
   */
  public static Dictionary trained(
      DictionaryKind kind,
      int k,
      FloatMatrix encoder,
      FloatMatrix decoder,
      float[] encoderBias,
      float[] decoderBias) {
    return new Dictionary(
        Activation.of(kind, k),
        Normalization.NONE,
        false,
        encoder,
        decoder,
        encoderBias,
        decoderBias);
  }

  /**
   * Features of activations.
   *
   * @param x {@code [rows, d_model]}
   * @return {@code [rows, d_sae]}
   * @throws IllegalArgumentException if x has another width
   */
  public CsrMatrix encode(FloatMatrix x, MatrixProduct product) {
    return encode(x, product, new Scratch());
  }

  /**
   * As {@link #encode(FloatMatrix, MatrixProduct)}, for whoever encodes again and again.
   *
   * @param scratch for what nobody keeps
   */
  public CsrMatrix encode(FloatMatrix x, MatrixProduct product, Scratch scratch) {
    FloatMatrix f = scratch.of(x.rows(), features());
    preActivations(x, product, f);
    return activation.keep(f);
  }

  /** As {@link #encode}, dense. */
  public FloatMatrix features(FloatMatrix x, MatrixProduct product) {
    FloatMatrix f = FloatMatrix.zeros(x.rows(), features());
    preActivations(x, product, f);
    activation.apply(f);
    return f;
  }

  private void preActivations(FloatMatrix x, MatrixProduct product, FloatMatrix f) {
    FloatMatrix z = normalization == Normalization.NONE ? x : normalization.apply(x).rows();
    if (centred) {
      z = z == x ? x.rows(0, x.rows()) : z;
      Rows.subtract(z, decoderBias);
    }
    product.multiplyTransposed(z, encoder, f);
    Rows.add(f, encoderBias);
  }

  /**
   * Activations rebuilt from features, x', in the space that the encoder reads.
   *
   * @param features {@code [rows, d_sae]}
   * @return {@code [rows, d_model]}
   * @throws IllegalArgumentException if the features are of another dictionary's size
   */
  public FloatMatrix decode(CsrMatrix features, MatrixProduct product) {
    boolean sparse =
        (long) features.values().length * SPARSE <= (long) features.rows() * features.columns();
    FloatMatrix x =
        sparse ? features.multiply(decoder) : product.multiply(features.toDense(), decoder);
    Rows.add(x, decoderBias);
    return x;
  }

  /**
   * How well features stand for the activations they were encoded from.
   *
   * @param x {@code [rows, d_model]}
   * @param features {@code [rows, d_sae]}
   */
  public ReconstructionFit fit(FloatMatrix x, CsrMatrix features, MatrixProduct product) {
    return ReconstructionFit.of(x, rebuild(x, features, product), features.values().length);
  }

  /**
   * Activations rebuilt from their features, x', with the normalisation undone.
   *
   * @param x {@code [rows, d_model]}, which the features were encoded from
   * @param features {@code [rows, d_sae]}
   * @return {@code [rows, d_model]}
   */
  public FloatMatrix rebuild(FloatMatrix x, CsrMatrix features, MatrixProduct product) {
    FloatMatrix rebuilt = decode(features, product);
    if (normalization != Normalization.NONE) {
      normalization.apply(x).undo(rebuilt);
    }
    return rebuilt;
  }

  /** In one word: tied-relu, standard, topk, jumprelu or gated. */
  public String kind() {
    if (activation instanceof Relu) {
      return isTied() ? "tied-relu" : "standard";
    }
    return activation instanceof TopK ? "topk" : activation instanceof Gated ? "gated" : "jumprelu";
  }

  /** Whether the decoder is the encoder. */
  public boolean isTied() {
    return decoder == encoder;
  }

  public Activation activation() {
    return activation;
  }

  public Normalization normalization() {
    return normalization;
  }

  /** Whether b_d is taken off before encoding. */
  public boolean centred() {
    return centred;
  }

  /** d_sae. */
  public int features() {
    return encoder.rows();
  }

  /** d_model. */
  public int width() {
    return encoder.columns();
  }

  /** W, {@code [d_sae, d_model]}. */
  public FloatMatrix encoder() {
    return encoder;
  }

  /** V, {@code [d_sae, d_model]}. */
  public FloatMatrix decoder() {
    return decoder;
  }

  /** b_e, {@code [d_sae]}. */
  public float[] encoderBias() {
    return encoderBias;
  }

  /** b_d, {@code [d_model]}. */
  public float[] decoderBias() {
    return decoderBias;
  }

  /** SHA-256 of the canonical bytes, as hexadecimal text. */
  public String digest() {
    if (digest == null) {
      digest = Sha256.hex(DictionaryCodec.toBytes(this));
    }
    return digest;
  }
}
