package io.plumbline.streamjobs.policy;

import io.plumbline.streamjobs.stats.HuberFit;
import io.plumbline.streamjobs.stats.HuberRegression;
import io.plumbline.streamjobs.stats.Statistic;
import java.util.Optional;

/**
 * Whether what was learned has turned since the best checkpoint: with B_* its learned feedback, the
 * robust fit of B on (1, y, B_*) has residuals D' = -sign(y) r / s; if feedback has only weakened
 * or become noisy they are as often above 2.5 as below -2.5.
 */
final class Turn {
  private static final double FAR = 2.5;

  private Turn() {}

  /**
   * (n+ - n-) / sqrt(n+ + n- + 1), of the items whose D' is above 2.5 or below -2.5.
   *
   * @param stated y by item
   * @param gains B by item
   * @param best B_* by item
   * @param mirrored as in {@link LearnedFeedback.Scale}
   */
  static Statistic asymmetry(
      double[] stated,
      double[] gains,
      double[] best,
      boolean mirrored,
      HuberRegression regression) {
    Optional<HuberFit> fit =
        mirrored
            ? regression.fit(Mirror.of(gains), Mirror.of(stated), Mirror.of(best))
            : regression.fit(gains, stated, best);
    if (fit.isEmpty()) {
      return Statistic.undefined("stated feedback and the best checkpoint's are collinear");
    }
    double scale = fit.get().scale();
    if (!(scale > 0)) {
      return Statistic.undefined("the residuals have no scale");
    }
    double against = 0;
    double along = 0;
    for (int w = 0; w < stated.length; w++) {
      double divergence = -Math.signum(stated[w]) * fit.get().residuals()[w] / scale;
      against += divergence > FAR ? 1 : 0;
      along += divergence < -FAR ? 1 : 0;
    }
    return Statistic.of((against - along) / StrictMath.sqrt(against + along + 1));
  }
}
