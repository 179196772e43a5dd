package io.plumbline.streamjobs.probe;

import io.plumbline.streamjobs.stats.Correlation;
import io.plumbline.streamjobs.stats.Estimate;
import io.plumbline.streamjobs.stats.GroupBootstrap;
import io.plumbline.streamjobs.stats.ResampledTau;
import io.plumbline.streamjobs.stats.SignAccuracy;
import io.plumbline.streamjobs.stats.Statistic;
import java.util.Arrays;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.stream.IntStream;

/** Scores of implied against stated feedback of items, with intervals by resampling groups. */
public final class GroupScores {
  private static final double LEVEL = 0.95;

  private final GroupBootstrap bootstrap;
  private final int items;

  /**
   * Scores over a fixed list of items.
   *
   * @param bootstrap over their groups, words or prompts
   * @param items how many there are
   */
  public GroupScores(GroupBootstrap bootstrap, int items) {
    this.bootstrap = bootstrap;
    this.items = items;
  }

  /** Kendall's tau-b. */
  public Estimate kendallTau(double[] implied, double[] stated) {
    return of(new ResampledTau(implied, stated)::tauB);
  }

  /** Pearson's correlation. */
  public Estimate pearson(double[] implied, double[] stated) {
    return paired(implied, stated, Correlation::pearson);
  }

  /** Share of words whose implied feedback has the sign of the stated one. */
  public Estimate signAccuracy(double[] implied, double[] stated) {
    return paired(implied, stated, SignAccuracy::of);
  }

  /** Tau-b within the words of one sign: the mean over the two signs, weighted by their words. */
  public Estimate kendallTauWithinSign(double[] implied, double[] stated) {
    ResampledTau tau = new ResampledTau(implied, stated);
    return of(items -> tauWithinSign(tau, stated, items));
  }

  /** Tau-b of one estimate minus that of another, on the same resamples. */
  public Estimate kendallTauGap(double[] implied, double[] other, double[] stated) {
    ResampledTau tau = new ResampledTau(implied, stated);
    ResampledTau otherTau = new ResampledTau(other, stated);
    return of(items -> tau.tauB(items).minus(otherTau.tauB(items)));
  }

  private Estimate paired(
      double[] implied, double[] stated, BiFunction<double[], double[], Statistic> statistic) {
    return of(
        items ->
            statistic.apply(
                GroupBootstrap.select(implied, items), GroupBootstrap.select(stated, items)));
  }

  /** A statistic of the items with given indices, with its interval. */
  public Estimate of(Function<int[], Statistic> statistic) {
    return of(items, statistic);
  }

  /**
   * A statistic of some of the items with given indices, with its interval.
   *
   * @param samples how many items it is of
   */
  public Estimate of(int samples, Function<int[], Statistic> statistic) {
    Statistic value = statistic.apply(IntStream.range(0, items).toArray());
    return value.isDefined()
        ? new Estimate(value, bootstrap.interval(LEVEL, statistic), samples)
        : Estimate.of(value, samples);
  }

  private static Statistic tauWithinSign(ResampledTau tau, double[] stated, int[] items) {
    int[] positive = Arrays.stream(items).filter(i -> stated[i] > 0).toArray();
    int[] negative = Arrays.stream(items).filter(i -> stated[i] < 0).toArray();
    Statistic above = tau.tauB(positive);
    Statistic below = tau.tauB(negative);
    if (!above.isDefined() || !below.isDefined()) {
      return above.isDefined() ? below : above;
    }
    double weighted =
        (double) positive.length * above.getAsDouble()
            + (double) negative.length * below.getAsDouble();
    return Statistic.of(weighted / (positive.length + negative.length));
  }
}
