package io.plumbline.streamjobs.probe;

import io.plumbline.streamjobs.stats.Correlation;
import io.plumbline.streamjobs.stats.Estimate;
import io.plumbline.streamjobs.stats.GroupBootstrap;
import io.plumbline.streamjobs.stats.ResampledSpearman;
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
   * @param onResamples in the order of the resamples; empty where there is no value of all
   */
  public record Resampled(Statistic value, List<Statistic> onResamples) {
    /** This minus another one, on the same resamples. */
    public Resampled minus(Resampled other) {
      List<Statistic> differences = new ArrayList<>();
      int both = Math.min(onResamples.size(), other.onResamples.size());
      for (int r = 0; r < both; r++) {
        differences.add(onResamples.get(r).minus(other.onResamples.get(r)));
      }
      return new Resampled(value.minus(other.value), differences);
    }
  }

  /** A statistic of the items with given indices, on all resamples. */
  public Resampled resampled(Function<int[], Statistic> statistic) {
    Statistic value = statistic.apply(all());
    return new Resampled(value, value.isDefined() ? bootstrap.values(statistic) : List.of());
  }

  /** Kendall's tau-b. */
  Resampled kendallTau(double[] implied, double[] stated) {
    return resampled(new ResampledTau(implied, stated)::tauB);
  }

  /** Spearman's rank correlation. */
  Resampled spearman(double[] implied, double[] stated) {
    return resampled(new ResampledSpearman(implied, stated)::correlation);
  }

  /** Pearson's correlation. */
  Resampled pearson(double[] implied, double[] stated) {
    return paired(implied, stated, Correlation::pearson);
  }

  /** Share of words whose implied feedback has the sign of the stated one. */
  Resampled signAccuracy(double[] implied, double[] stated) {
    return paired(implied, stated, SignAccuracy::of);
  }

  /** Tau-b within the words of one sign: the mean over the two signs, weighted by their words. */
  Resampled kendallTauWithinSign(double[] implied, double[] stated) {
    ResampledTau tau = new ResampledTau(implied, stated);
    return resampled(items -> tauWithinSign(tau, stated, items));
  }

  private Resampled paired(
      double[] implied, double[] stated, BiFunction<double[], double[], Statistic> statistic) {
    return resampled(
        items ->
            statistic.apply(
                GroupBootstrap.select(implied, items), GroupBootstrap.select(stated, items)));
  }

  /** A statistic with its interval. */
  public Estimate of(Resampled statistic) {
    return of(items, statistic);
  }

  /** A statistic of the items with given indices, with its interval. */
  public Estimate of(Function<int[], Statistic> statistic) {
    return of(resampled(statistic));
  }

  /**
   * A statistic of some of the items with given indices, with its interval.
   *
   * @param samples how many items it is of
   */
  public Estimate of(int samples, Function<int[], Statistic> statistic) {
    return of(samples, resampled(statistic));
  }

  private Estimate of(int samples, Resampled statistic) {
    return statistic.value.isDefined()
        ? new Estimate(statistic.value, bootstrap.interval(LEVEL, statistic.onResamples), samples)
        : Estimate.of(statistic.value, samples);
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
