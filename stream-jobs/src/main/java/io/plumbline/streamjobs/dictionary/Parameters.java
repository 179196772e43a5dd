package io.plumbline.streamjobs.dictionary;

import io.plumbline.streamjobs.linalg.BinaryCodec;
import io.plumbline.streamjobs.linalg.FloatMatrix;
import io.plumbline.streamjobs.stats.SplitMix64;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.List;

/**
 * The parameters of a dictionary that is being trained, or one number for each of them, such as
 * their gradients.
 *
 * @param encoder W, {@code [d_sae, d_model]}
 * @param decoder V, {@code [d_sae, d_model]}; the encoder itself where the two are tied
 * @param encoderBias b_e, {@code [d_sae]}
 * @param decoderBias b_d, {@code [d_model]}
 */
record Parameters(
    FloatMatrix encoder, FloatMatrix decoder, FloatMatrix encoderBias, FloatMatrix decoderBias) {

  /** Rows of W uniform on the unit sphere, V = W, biases 0. */
  static Parameters random(int features, int width, boolean tied, SplitMix64 random) {
    FloatMatrix encoder = FloatMatrix.zeros(features, width);
    float[] values = encoder.values();
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) random.nextGaussian();
    }
    Rows.normalize(encoder);
    return new Parameters(
        encoder,
        tied ? encoder : encoder.rows(0, features),
        FloatMatrix.zeros(1, features),
        FloatMatrix.zeros(1, width));
  }

  /** Copies of a dictionary's, for rows that are multiplied by a scale. */
  static Parameters of(Dictionary dictionary, double scale) {
    FloatMatrix encoder = dictionary.encoder().rows(0, dictionary.features());
    return new Parameters(
        encoder,
        dictionary.isTied() ? encoder : dictionary.decoder().rows(0, dictionary.features()),
        scaled(dictionary.encoderBias(), scale),
        scaled(dictionary.decoderBias(), scale));
  }

  private static FloatMatrix scaled(float[] bias, double scale) {
    float[] values = new float[bias.length];
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) (bias[i] * scale);
    }
    return new FloatMatrix(1, values.length, values);
  }

  boolean tied() {
    return decoder == encoder;
  }

  /** All parameters, each once. */
  List<FloatMatrix> all() {
    return tied()
        ? List.of(encoder, encoderBias, decoderBias)
        : List.of(encoder, decoder, encoderBias, decoderBias);
  }

  /** Makes a feature fire where a row lies towards a direction from b_d. */
  void restart(int feature, float[] direction) {
    int width = direction.length;
    FloatMatrix unit = new FloatMatrix(1, width, direction);
    Rows.normalize(unit);
    System.arraycopy(direction, 0, encoder.values(), feature * width, width);
    System.arraycopy(direction, 0, decoder.values(), feature * width, width);
    encoderBias.values()[feature] = (float) -dot(feature, decoderBias.values());
  }

  /** Makes pre-activations those of rows taken from b_d. */
  void centre() {
    for (int j = 0; j < encoder.rows(); j++) {
      encoderBias.values()[j] = (float) -dot(j, decoderBias.values());
    }
  }

  private double dot(int feature, float[] vector) {
    double sum = 0;
    for (int j = 0; j < vector.length; j++) {
      sum += (double) encoder.get(feature, j) * vector[j];
    }
    return sum;
  }

  void write(DataOutput out) throws IOException {
    for (FloatMatrix part : all()) {
      BinaryCodec.write(out, part.values());
    }
  }

  static Parameters read(DataInput in, int features, int width, boolean tied) throws IOException {
    FloatMatrix encoder = new FloatMatrix(features, width, BinaryCodec.readFloats(in));
    return new Parameters(
        encoder,
        tied ? encoder : new FloatMatrix(features, width, BinaryCodec.readFloats(in)),
        new FloatMatrix(1, features, BinaryCodec.readFloats(in)),
        new FloatMatrix(1, width, BinaryCodec.readFloats(in)));
  }
}
