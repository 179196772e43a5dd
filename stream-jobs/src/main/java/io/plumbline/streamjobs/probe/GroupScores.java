package io.plumbline.streamjobs.probe;

import io.plumbline.streamjobs.stats.Correlation;
import io.plumbline.streamjobs.stats.Estimate;
import io.plumbline.streamjobs.stats.GroupBootstrap;
import io.plumbline.streamjobs.stats.ResampledTau;
import io.plumbline.streamjobs.stats.SignAccuracy;
import io.plumbline.streamjobs.stats.Statistic;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
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

  /**
   * A statistic with its values on the resamples, for what is compared with others.
   *
   * @param value of all items
   * @param onResamples in the order of the resamples
   */
  record Resampled(Statistic value, List<Statistic> onResamples) {}

  /** Kendall's tau-b. */
  public Estimate kendallTau(double[] implied, double[] stated) {
    return of(new ResampledTau(implied, stated)::tauB);
  }

  /** Kendall's tau-b, on all resamples. */
  Resampled kendallTaus(double[] implied, double[] stated) {
    ResampledTau tau = new ResampledTau(implied, stated);
    return new Resampled(tau.tauB(all()), bootstrap.values(tau::tauB));
  }

  /** A statistic with its interval. */
  Estimate of(Resampled statistic) {
    return statistic.value.isDefined()
        ? new Estimate(statistic.value, bootstrap.interval(LEVEL, statistic.onResamples), items)
        : Estimate.of(statistic.value, items);
  }

  /** A statistic minus another one, on the same resamples. */
  Estimate gap(Resampled statistic, Resampled other) {
    List<Statistic> gaps = new ArrayList<>();
    for (int r = 0; r < statistic.onResamples.size(); r++) {
      gaps.add(statistic.onResamples.get(r).minus(other.onResamples.get(r)));
    }
    return of(new Resampled(statistic.value.minus(other.value), gaps));
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
    Statistic value = statistic.apply(all());
    return value.isDefined()
        ? new Estimate(value, bootstrap.interval(LEVEL, statistic), samples)
        : Estimate.of(value, samples);
  }

  private int[] all() {
    return IntStream.range(0, items).toArray();
  }

  private static Statistic tauWithinSign(ResampledTau tau, double[] stated, int[] items) {
    int[] positive = new int[items.length];
    int[] negative = new int[items.length];
    int above0 = 0;
    int below0 = 0;
    for (int item : items) {
      if (stated[item] > 0) {
        positive[above0++] = item;
      } else if (stated[item] < 0) {
        negative[below0++] = item;
      }
    }
    positive = Arrays.copyOf(positive, above0);
    negative = Arrays.copyOf(negative, below0);
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
