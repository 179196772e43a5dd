package io.plumbline.streamjobs.stats;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;

class StatisticsPropertyTest {
  @Property(tries = 300)
  void tauIsWhatCountingPairsGives(
      @ForAll @Size(min = 3, max = 40) List<@IntRange(min = -4, max = 4) Integer> xs,
      @ForAll long seed) {
    double[] x = xs.stream().mapToDouble(Integer::doubleValue).toArray();
    Random random = new Random(seed);
    double[] y = xs.stream().mapToDouble(v -> v / 2 + random.nextInt(4)).toArray();
    Statistic tau = KendallTau.tauB(x, y);
    if (tau.isDefined()) {
      assertThat(tau.getAsDouble()).isBetween(-1.0, 1.0).isCloseTo(byPairs(x, y), within(1e-12));
      assertThat(KendallTau.tauB(y, x).getAsDouble()).isCloseTo(tau.getAsDouble(), within(1e-12));
      double[] falling = xs.stream().mapToDouble(v -> -v).toArray();
      assertThat(KendallTau.tauB(falling, y).getAsDouble())
          .isCloseTo(-tau.getAsDouble(), within(1e-12));
    }
  }

  private static double byPairs(double[] x, double[] y) {
    double difference = 0;
    double untiedX = 0;
    double untiedY = 0;
    for (int i = 0; i < x.length; i++) {
      for (int j = 0; j < i; j++) {
        double dx = Math.signum(x[i] - x[j]);
        double dy = Math.signum(y[i] - y[j]);
        difference += dx * dy;
        untiedX += dx * dx;
        untiedY += dy * dy;
      }
    }
    return difference / Math.sqrt(untiedX * untiedY);
  }

  @Property(tries = 100)
  void rankStatisticsDoNotDependOnTheOrderOfPairs(
      @ForAll @Size(min = 3, max = 40) List<@IntRange(min = -4, max = 4) Integer> xs,
      @ForAll long seed) {
    List<Integer> order = new ArrayList<>();
    for (int i = 0; i < xs.size(); i++) {
      order.add(i);
    }
    Collections.shuffle(order, new Random(seed));
    double[] x = xs.stream().mapToDouble(Integer::doubleValue).toArray();
    double[] y = new Random(~seed).ints(xs.size(), 0, 5).asDoubleStream().toArray();
    int[] items = order.stream().mapToInt(Integer::intValue).toArray();
    assertThat(KendallTau.tauB(GroupBootstrap.select(x, items), GroupBootstrap.select(y, items)))
        .isEqualTo(KendallTau.tauB(x, y));
  }

  @Property(tries = 500)
  void tauOfAResampleIsThatOfItsValues(
      @ForAll @Size(max = 30) List<@IntRange(min = -4, max = 4) Integer> xs, @ForAll long seed) {
    Random random = new Random(seed);
    double[] x = xs.stream().mapToDouble(i -> i == -4 ? -0.0 : i).toArray();
    double[] y = random.ints(xs.size(), 0, 5).asDoubleStream().toArray();
    int[] items = random.ints(xs.isEmpty() ? 0 : 40, 0, Math.max(1, xs.size())).toArray();
    assertThat(new ResampledTau(x, y).tauB(items))
        .isEqualTo(
            KendallTau.tauB(GroupBootstrap.select(x, items), GroupBootstrap.select(y, items)));
  }

  @Property(tries = 500)
  void spearmanOfAResampleIsThatOfItsValues(
      @ForAll @Size(max = 30) List<@IntRange(min = -4, max = 4) Integer> xs, @ForAll long seed) {
    Random random = new Random(seed);
    double[] x = xs.stream().mapToDouble(i -> i == -4 ? -0.0 : i).toArray();
    double[] y = random.ints(xs.size(), 0, 5).asDoubleStream().toArray();
    int[] items = random.ints(xs.isEmpty() ? 0 : 40, 0, Math.max(1, xs.size())).toArray();
    assertThat(new ResampledSpearman(x, y).correlation(items))
        .isEqualTo(
            Correlation.spearman(GroupBootstrap.select(x, items), GroupBootstrap.select(y, items)));
  }

  @Property(tries = 200)
  void generatorStaysBelowItsBound(@ForAll long seed, @ForAll @IntRange(min = 1) int bound) {
    SplitMix64 random = new SplitMix64(seed);
    for (int i = 0; i < 20; i++) {
      assertThat(random.nextInt(bound)).isBetween(0, bound - 1);
      assertThat(random.nextDouble()).isBetween(0.0, Math.nextDown(1.0));
      assertThat(random.nextGaussian()).isFinite();
    }
  }
}
