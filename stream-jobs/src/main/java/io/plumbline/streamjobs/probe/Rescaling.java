package io.plumbline.streamjobs.probe;

import io.plumbline.streamjobs.stats.Quantiles;
import java.util.Optional;

/**
 * Puts predictions on the scale of stated feedback: their 10th to 90th percentile is stretched over
 * its range, and what lies beyond is clamped to the range (Marks et al., arXiv 2310.08164).
 */
public final class Rescaling {
  private static final double LOW = 0.1;
  private static final double HIGH = 0.9;

  private Rescaling() {}

  /**
   * Rescales predictions.
   *
   * @param low lower end of the range
   * @param high upper end of the range
   * @return nothing where the percentiles fall together
   */
  public static Optional<double[]> of(double[] predictions, double low, double high) {
    if (predictions.length == 0) {
      return Optional.empty();
    }
    double from = Quantiles.quantile(predictions, LOW);
    double to = Quantiles.quantile(predictions, HIGH);
    if (!(to > from)) {
      return Optional.empty();
    }
    double[] rescaled = new double[predictions.length];
    for (int i = 0; i < rescaled.length; i++) {
      double stretched = low + (predictions[i] - from) / (to - from) * (high - low);
      rescaled[i] = Math.max(low, Math.min(high, stretched));
    }
    return Optional.of(rescaled);
  }
}
