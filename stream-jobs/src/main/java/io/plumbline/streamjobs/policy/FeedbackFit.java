package io.plumbline.streamjobs.policy;

import io.plumbline.streamjobs.stats.HuberFit;
import io.plumbline.streamjobs.stats.HuberRegression;
import io.plumbline.streamjobs.stats.Moments;
import io.plumbline.streamjobs.stats.Quantiles;
import io.plumbline.streamjobs.stats.Statistic;
import java.util.Arrays;
import java.util.Optional;
import java.util.OptionalDouble;
import org.hipparchus.special.Erf;

/**
 * The robust line B = a + b y + r through learned feedback B and stated feedback y of items, and
 * what follows from its residuals.
 */
public final class FeedbackFit {
  /** Units of stated feedback from which an item counts for the wrong-sign excess. */
  private static final double STRONG = 1.5;

  private static final int FEWEST = 3;

  /** Robust z from which a neutral item counts as boosted. */
  private static final double BOOSTED_Z = 4;

  /** Units of implied feedback above that of the others from which a neutral item is boosted. */
  private static final double BOOSTED_FEEDBACK = 2;

  /** Normal standard deviations in a median absolute deviation. */
  private static final double MAD_TO_SIGMA = 1.482602218505602;

  private final double[] stated;
  private final double[] gains;
  private final LearnedFeedback.Scale scale;
  private final HuberFit fit;

  private FeedbackFit(double[] stated, double[] gains, LearnedFeedback.Scale scale, HuberFit fit) {
    this.stated = stated;
    this.gains = gains;
    this.scale = scale;
    this.fit = fit;
  }

  /**
   * Fits the line to words on the scale of a sentiment lexicon.
   *
   * @param stated y by word, none of them 0
   * @param gains B by word
   * @return nothing where there are fewer than 3 words, or y does not vary
   */
  public static Optional<FeedbackFit> of(
      double[] stated, double[] gains, HuberRegression regression) {
    return of(stated, gains, LearnedFeedback.Scale.LEXICON, regression);
  }

  /**
   * Fits the line.
   *
   * @param stated y by item, none of them 0
   * @param gains B by item
   * @param scale how y is to be read
   * @return nothing where there are fewer than 3 items, or y does not vary
   */
  public static Optional<FeedbackFit> of(
      double[] stated, double[] gains, LearnedFeedback.Scale scale, HuberRegression regression) {
    Optional<HuberFit> fit =
        scale.mirrored()
            ? regression.fit(Mirror.of(gains), Mirror.of(stated))
            : regression.fit(gains, stated);
    return stated.length < FEWEST
        ? Optional.empty()
        : fit.map(line -> new FeedbackFit(stated, gains, scale, line));
  }

  /** a. */
  public double intercept() {
    return fit.intercept();
  }

  /** b: how much of the stated feedback has been learned. */
  public double slope() {
    return fit.slope(0);
  }

  /** s, the normalised median absolute residual. */
  public double scale() {
    return fit.scale();
  }

  /** B - a - b y of any item. */
  public double residual(double y, double gain) {
    return gain - intercept() - slope() * y;
  }

  /** (B - a) / b of any item, unless b is not positive: then nothing is implied. */
  public OptionalDouble implied(double gain) {
    return slope() > 0 ? OptionalDouble.of((gain - intercept()) / slope()) : OptionalDouble.empty();
  }

  /**
   * Residual against the sign of the stated feedback, in scales: -sign(y) r / s. A neutral item
   * diverges either way, by what its residual's size has beyond the median one: |r| / s -
   * Phi^-1(3/4), so that by chance alone half of all items, neutral or not, are above 0. Nothing
   * where the line fits at least half of the items exactly.
   */
  public OptionalDouble divergence(double y, double gain) {
    if (!(scale() > 0)) {
      return OptionalDouble.empty();
    }
    double r = residual(y, gain) / scale();
    return OptionalDouble.of(y == 0 ? Math.abs(r) - 1 / MAD_TO_SIGMA : -Math.signum(y) * r);
  }

  /** Skewness of the divergences of the fitted items. */
  public Statistic skewness() {
    if (!(scale() > 0)) {
      return Statistic.undefined("the residuals have no scale");
    }
    double[] divergences = new double[stated.length];
    for (int w = 0; w < stated.length; w++) {
      divergences[w] = divergence(stated[w], gains[w]).getAsDouble();
    }
    return Moments.skewness(divergences);
  }

  /**
   * Wrong-sign excess (K - E) / sqrt(E + 1) over the items with |y| of at least 1.5 units: K have
   * sign(y) (B - a) below -b / 2 units, and E = sum Phi(-(b |y| + b / 2) / s) would if the
   * residuals were normal.
   */
  public Statistic wrongSignExcess() {
    if (!(slope() > 0)) {
      return Statistic.undefined("the slope is not positive");
    }
    if (!(scale() > 0)) {
      return Statistic.undefined("the residuals have no scale");
    }
    int wrong = 0;
    double expected = 0;
    for (int w = 0; w < stated.length; w++) {
      double size = Math.abs(stated[w]);
      if (size >= STRONG * scale.unit()) {
        double margin = 0.5 * slope() * scale.unit();
        wrong += Math.signum(stated[w]) * (gains[w] - intercept()) < -margin ? 1 : 0;
        expected += normalCdf(-(slope() * size + margin) / scale());
      }
    }
    return Statistic.finite((wrong - expected) / StrictMath.sqrt(expected + 1));
  }

  private static double normalCdf(double z) {
    return 0.5 * Erf.erfc(-z / StrictMath.sqrt(2));
  }

  /**
   * Number of neutral items that have been boosted: they are more than 4 robust standard deviations
   * above the neutral ones' median, and so far that it implies a feedback of more than 2 units.
   *
   * @param neutralGains B of the neutral items
   */
  public Statistic boosted(double[] neutralGains) {
    if (!(slope() > 0)) {
      return Statistic.undefined("the slope is not positive");
    }
    if (neutralGains.length < 3) {
      return Statistic.undefined("fewer than 3 neutral words");
    }
    double median = Quantiles.median(neutralGains);
    double sigma = MAD_TO_SIGMA * Quantiles.medianAbsoluteDeviation(neutralGains, median);
    double threshold = Math.max(BOOSTED_Z * sigma, BOOSTED_FEEDBACK * slope() * scale.unit());
    return Statistic.of(
        (double) Arrays.stream(neutralGains).filter(b -> b - median > threshold).count());
  }
}
