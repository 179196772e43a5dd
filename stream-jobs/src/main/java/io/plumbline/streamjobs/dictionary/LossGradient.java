package io.plumbline.streamjobs.dictionary;

import io.plumbline.streamjobs.linalg.FloatMatrix;
import io.plumbline.streamjobs.linalg.MatrixProduct;

/**
 * The loss of a dictionary on a minibatch, mean (x - x')^2 + l1 * mean ||f||_1, and its gradient.
 * The first mean is over rows and columns, the second over rows.
 *
 * <p>With R = x' - x over n rows of width d, G = 2 R / (n d) and 1[f] where a feature is active: P
 * = (G V' + l1 / n) * 1[f], dW = P' x, dV = f' G, db_e = sum of the rows of P, db_d = sum of the
 * rows of G. Where V is W, its gradient is the sum of the two.
 *
 * @param loss its value
 * @param gradient by parameter
 * @param features f, {@code [n, d_sae]}
 * @param rebuilt x', {@code [n, d_model]}
 */
record LossGradient(double loss, Parameters gradient, FloatMatrix features, FloatMatrix rebuilt) {

  static LossGradient of(
      Parameters parameters,
      Activation activation,
      double l1,
      FloatMatrix x,
      MatrixProduct product) {
    FloatMatrix f = product.multiplyTransposed(x, parameters.encoder());
    Rows.add(f, parameters.encoderBias().values());
    activation.apply(f);
    FloatMatrix rebuilt = product.multiply(f, parameters.decoder());
    Rows.add(rebuilt, parameters.decoderBias().values());

    FloatMatrix g = FloatMatrix.zeros(x.rows(), x.columns());
    double squares = 0;
    for (int i = 0; i < g.values().length; i++) {
      float error = rebuilt.values()[i] - x.values()[i];
      squares += (double) error * error;
      g.values()[i] = 2 * error / g.values().length;
    }
    FloatMatrix p = product.multiplyTransposed(g, parameters.decoder());
    float penalty = (float) (l1 / x.rows());
    double norm = 0;
    for (int i = 0; i < p.values().length; i++) {
      boolean active = f.values()[i] > 0;
      p.values()[i] = active ? p.values()[i] + penalty : 0;
      norm += f.values()[i];
    }
    FloatMatrix encoder = product.transposedMultiply(p, x);
    FloatMatrix decoder = product.transposedMultiply(f, g);
    if (parameters.tied()) {
      encoder = sum(encoder, decoder);
      decoder = encoder;
    }
    return new LossGradient(
        squares / g.values().length + l1 * norm / x.rows(),
        new Parameters(
            encoder,
            decoder,
            new FloatMatrix(1, p.columns(), Rows.sum(p)),
            new FloatMatrix(1, g.columns(), Rows.sum(g))),
        f,
        rebuilt);
  }

  private static FloatMatrix sum(FloatMatrix a, FloatMatrix b) {
    for (int i = 0; i < a.values().length; i++) {
      a.values()[i] += b.values()[i];
    }
    return a;
  }
}
