package io.plumbline.streamjobs.dictionary;

import io.plumbline.streamjobs.linalg.BinaryCodec;
import io.plumbline.streamjobs.linalg.FloatMatrix;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.Arrays;

/**
 * Adam (Kingma and Ba, "Adam: a method for stochastic optimization", arXiv 1412.6980) with the
 * paper's decay rates, 0.9 and 0.999.
 */
final class Adam {
  private static final double BETA1 = 0.9;
  private static final double BETA2 = 0.999;
  private static final double EPSILON = 1e-8;

  private final float[] first;
  private final float[] second;
  private int steps;

  Adam(Parameters parameters) {
    int size = 0;
    for (FloatMatrix part : parameters.all()) {
      size = Math.addExact(size, part.values().length);
    }
    this.first = new float[size];
    this.second = new float[size];
  }

  private Adam(float[] first, float[] second, int steps) {
    this.first = first;
    this.second = second;
    this.steps = steps;
  }

  /** One step of all parameters against their gradients. */
  void step(Parameters parameters, Parameters gradient, double learningRate) {
    steps++;
    double size = learningRate / (1 - StrictMath.pow(BETA1, steps));
    double correction = StrictMath.sqrt(1 - StrictMath.pow(BETA2, steps));
    int offset = 0;
    for (int i = 0; i < parameters.all().size(); i++) {
      offset = step(parameters.all().get(i), gradient.all().get(i), offset, size, correction);
    }
  }

  /** Forgets the moments of a feature's parameters. */
  void forget(Parameters parameters, int feature) {
    int offset = 0;
    for (FloatMatrix part : parameters.all()) {
      if (part != parameters.decoderBias()) {
        int length = part.values().length / parameters.encoder().rows();
        int from = offset + feature * length;
        Arrays.fill(first, from, from + length, 0);
        Arrays.fill(second, from, from + length, 0);
      }
      offset += part.values().length;
    }
  }

  private int step(
      FloatMatrix parameters, FloatMatrix gradient, int offset, double size, double correction) {
    float[] values = parameters.values();
    for (int i = 0; i < values.length; i++) {
      double g = gradient.values()[i];
      double m = BETA1 * first[offset + i] + (1 - BETA1) * g;
      double v = BETA2 * second[offset + i] + (1 - BETA2) * g * g;
      first[offset + i] = (float) m;
      second[offset + i] = (float) v;
      values[i] -= (float) (size * m / (StrictMath.sqrt(v) / correction + EPSILON));
    }
    return offset + values.length;
  }

  void write(DataOutput out) throws IOException {
    BinaryCodec.write(out, first);
    BinaryCodec.write(out, second);
    out.writeInt(steps);
  }

  static Adam read(DataInput in) throws IOException {
    return new Adam(BinaryCodec.readFloats(in), BinaryCodec.readFloats(in), in.readInt());
  }
}
