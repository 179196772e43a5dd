package io.plumbline.streamjobs.attribution;

import io.plumbline.streamjobs.linalg.FloatMatrix;

/**
 * The norm between the final residual stream and the unembedding: {@code gamma (x - mean x) / sigma
 * + beta} with {@code sigma = sqrt(var x + epsilon)}, or where nothing is centred {@code gamma x /
 * sigma + beta} with {@code sigma = sqrt(mean x^2 + epsilon)}.
 */
public final class FinalNorm {
  private final boolean centred;
  private final float[] gamma;
  private final float[] beta;
  private final double epsilon;

  /**
   * A norm around arrays, which are not copied.
   *
   * @param centred whether the mean is taken off: LayerNorm, not RMSNorm
   * @param gamma {@code [d_model]}
   * @param beta {@code [d_model]}
   * @throws IllegalArgumentException if the arrays differ in length
   */
  public FinalNorm(boolean centred, float[] gamma, float[] beta, double epsilon) {
    if (gamma.length != beta.length) {
      throw new IllegalArgumentException(
          "gamma of " + gamma.length + " and beta of " + beta.length + " values");
    }
    this.centred = centred;
    this.gamma = gamma;
    this.beta = beta;
    this.epsilon = epsilon;
  }

  /** d_model. */
  public int width() {
    return gamma.length;
  }

  /** sigma of a row. */
  double scale(FloatMatrix x, int row) {
    double mean = mean(x, row);
    double squares = 0;
    for (int i = 0; i < gamma.length; i++) {
      double centre = x.get(row, i) - mean;
      squares += centre * centre;
    }
    return StrictMath.sqrt(squares / gamma.length + epsilon);
  }

  private double mean(FloatMatrix x, int row) {
    double sum = 0;
    for (int i = 0; centred && i < gamma.length; i++) {
      sum += x.get(row, i);
    }
    return sum / gamma.length;
  }

  /** Norm of a row. */
  double[] apply(FloatMatrix x, int row) {
    double mean = mean(x, row);
    double sigma = scale(x, row);
    double[] f = new double[gamma.length];
    for (int i = 0; i < f.length; i++) {
      f[i] = gamma[i] * (x.get(row, i) - mean) / sigma + beta[i];
    }
    return f;
  }

  /** What a change of x / sigma does to the norm while sigma stands still: gamma (x - mean x). */
  double[] push(double[] change) {
    double[] pushed = centre(change);
    for (int i = 0; i < pushed.length; i++) {
      pushed[i] *= gamma[i];
    }
    return pushed;
  }

  /** The adjoint of {@link #push}: push(x) . v = x . pull(v). */
  double[] pull(double[] readout) {
    double[] scaled = new double[readout.length];
    for (int i = 0; i < scaled.length; i++) {
      scaled[i] = gamma[i] * readout[i];
    }
    return centre(scaled);
  }

  private double[] centre(double[] x) {
    double sum = 0;
    for (int i = 0; centred && i < x.length; i++) {
      sum += x[i];
    }
    double[] result = x.clone();
    for (int i = 0; centred && i < x.length; i++) {
      result[i] -= sum / x.length;
    }
    return result;
  }
}
