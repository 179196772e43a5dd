package io.plumbline.streamjobs.dictionary;

import io.plumbline.schemas.digest.Sha256;
import io.plumbline.schemas.settings.DictionaryKind;
import io.plumbline.streamjobs.linalg.CsrMatrix;
import io.plumbline.streamjobs.linalg.FloatMatrix;
import io.plumbline.streamjobs.linalg.MatrixProduct;

/**
 * A frozen dictionary: f = activation(W x + b_e), x' = W' f + b_d.
 *
 * <p>Its arrays are its own; they must not be changed.
 */
public final class Dictionary {
  private final DictionaryKind kind;
  private final int k;
  private final FloatMatrix weights;
  private final float[] encoderBias;
  private final float[] decoderBias;
  private final Activation activation;

  /** Computed when it is first asked for; threads that race compute the same. */
  private String digest;

  /**
   * A dictionary around arrays, which are not copied.
   *
   * @param k most active features of a row, for {@link DictionaryKind#TOPK}; else 0
   * @param weights W, {@code [d_sae, d_model]}
   * @param encoderBias b_e, {@code [d_sae]}
   * @param decoderBias b_d, {@code [d_model]}
   * @throws IllegalArgumentException if the shapes do not fit
   */
  public Dictionary(
      DictionaryKind kind, int k, FloatMatrix weights, float[] encoderBias, float[] decoderBias) {
    if (encoderBias.length != weights.rows() || decoderBias.length != weights.columns()) {
      throw new IllegalArgumentException(
          "biases of "
              + encoderBias.length
              + " and "
              + decoderBias.length
              + " do not fit weights of ["
              + weights.rows()
              + ", "
              + weights.columns()
              + "]");
    }
    this.kind = kind;
    this.k = kind == DictionaryKind.TOPK ? k : 0;
    this.weights = weights;
    this.encoderBias = encoderBias;
    this.decoderBias = decoderBias;
    this.activation = Activation.of(kind, k);
  }

  /**
   * Features of activations.
   *
   * @param x {@code [rows, d_model]}
   * @return {@code [rows, d_sae]}
   * @throws IllegalArgumentException if x has another width
   */
  public CsrMatrix encode(FloatMatrix x, MatrixProduct product) {
    return CsrMatrix.of(features(x, product));
  }

  /** As {@link #encode}, dense. */
  FloatMatrix features(FloatMatrix x, MatrixProduct product) {
    FloatMatrix f = product.multiplyTransposed(x, weights);
    Rows.add(f, encoderBias);
    activation.apply(f);
    return f;
  }

  /**
   * Activations rebuilt from features.
   *
   * @param features {@code [rows, d_sae]}
   * @return {@code [rows, d_model]}
   * @throws IllegalArgumentException if the features are of another dictionary's size
   */
  public FloatMatrix decode(CsrMatrix features, MatrixProduct product) {
    return rebuild(features.toDense(), product);
  }

  FloatMatrix rebuild(FloatMatrix features, MatrixProduct product) {
    FloatMatrix x = product.multiply(features, weights);
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
    return ReconstructionFit.of(x, decode(features, product), features.values().length);
  }

  public DictionaryKind kind() {
    return kind;
  }

  /** Most active features of a row, for {@link DictionaryKind#TOPK}; else 0. */
  public int k() {
    return k;
  }

  /** d_sae. */
  public int features() {
    return weights.rows();
  }

  /** d_model. */
  public int width() {
    return weights.columns();
  }

  /** W, {@code [d_sae, d_model]}. */
  public FloatMatrix weights() {
    return weights;
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
