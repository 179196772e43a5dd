package io.plumbline.streamjobs.stats;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import org.junit.jupiter.api.Test;

/** Where a statistic has no value it says why; it never gives NaN. */
class DegenerateInputTest {
  private static final double[] RISING = {1, 2, 3};
  private static final double[] CONSTANT = {5, 5, 5};

  @Test
  void correlationsNeedThreePairsThatVary() {
    for (Correlate correlate : correlations()) {
      assertReason(correlate.of(new double[] {1, 2}, new double[] {1, 2}), "fewer than 3 pairs");
      assertReason(correlate.of(CONSTANT, RISING), "the first sample is constant");
      assertReason(correlate.of(RISING, CONSTANT), "the second sample is constant");
      assertReason(
          correlate.of(RISING, new double[] {1, Double.NaN, 2}), "the input is not finite");
      assertThatThrownBy(() -> correlate.of(RISING, new double[2]))
          .isInstanceOf(IllegalArgumentException.class);
    }
  }

  @Test
  void nearlyConstantSamplesDoNotGiveNaN() {
    double[] nearly = {1e-200, 2e-200, 4e-200};
    assertReason(Correlation.pearson(nearly, RISING), "a sample varies too little");
    assertThat(KendallTau.tauB(nearly, RISING).getAsDouble()).isEqualTo(1);
  }

  @Test
  void areaNeedsTwoClassesAndScoresThatVary() {
    boolean[] mixed = {true, false, true};
    assertReason(
        RocCurve.area(RISING, new boolean[] {true, true, true}), "there is only one class");
    assertReason(
        RocCurve.area(RISING, new boolean[] {false, false, false}), "there is only one class");
    assertReason(RocCurve.area(CONSTANT, mixed), "the scores are constant");
    assertReason(
        RocCurve.area(new double[] {1, 2}, new boolean[] {true, false}), "fewer than 3 scores");
    assertReason(RocCurve.area(new double[] {1, Double.NaN, 2}, mixed), "the input is not finite");
  }

  @Test
  void signAccuracyNeedsASignAndPredictionsThatVary() {
    assertReason(SignAccuracy.of(RISING, new double[3]), "no value has a sign");
    assertReason(SignAccuracy.of(new double[3], RISING), "the predictions are constant");
    assertReason(SignAccuracy.of(CONSTANT, RISING), "the predictions are constant");
    assertReason(
        SignAccuracy.of(new double[] {1, 2}, new double[] {1, 2}), "fewer than 3 predictions");
    assertReason(
        SignAccuracy.of(RISING, new double[] {1, Double.NaN, 2}), "the input is not finite");
    assertThat(SignAccuracy.of(new double[] {0, -1, 2}, new double[] {1, -3, 0}).getAsDouble())
        .isEqualTo(0.5);
  }

  @Test
  void momentsNeedValuesThatVary() {
    assertReason(Moments.standardDeviation(new double[0]), "no values");
    assertReason(Moments.skewness(CONSTANT), "the values are constant");
    assertReason(Moments.skewness(new double[] {1, 2}), "fewer than 3 values");
  }

  @Test
  void huberRegressionNeedsRegressorsThatVary() {
    HuberRegression regression = new HuberRegression(1.345);
    double[] y = {1, 3, 2, 5, 4};
    double[] x = {1, 2, 3, 4, 5};
    double[] twice = {2, 4, 6, 8, 10};
    assertThat(regression.fit(y, new double[5])).isEmpty();
    assertThat(regression.fit(y, x, twice)).isEmpty();
    assertThat(regression.fit(new double[] {1, 2}, new double[] {1, 2})).isEmpty();
    assertThat(regression.fit(new double[] {1, 2, Double.NaN}, RISING)).isEmpty();
  }

  @Test
  void huberRegressionFitsAnExactLineExactly() {
    HuberFit fit =
        new HuberRegression(1.345).fit(new double[] {3, 5, 7, 9}, new double[] {1, 2, 3, 4}).get();
    assertThat(fit.slope(0)).isCloseTo(2, within(1e-12));
    assertThat(fit.scale()).isLessThan(1e-12);
  }

  @Test
  void bootstrapNeedsResamplesWithAValue() {
    GroupBootstrap none = new GroupBootstrap(List.of("a", "b"), 0, 1);
    assertThat(none.interval(0.95, items -> Statistic.of(1))).isEmpty();
    GroupBootstrap some = new GroupBootstrap(List.of("a", "b"), 100, 1);
    assertThat(some.interval(0.95, items -> Statistic.undefined("never"))).isEmpty();
    assertThat(new GroupBootstrap(List.of(), 100, 1).interval(0.95, items -> Statistic.of(1)))
        .isEmpty();
  }

  @Test
  void differencesKeepTheFirstReason() {
    Statistic none = Statistic.undefined("why");
    assertThat(Statistic.of(3).minus(Statistic.of(1)).getAsDouble()).isEqualTo(2);
    assertThat(Statistic.of(3).minus(none)).isEqualTo(none);
    assertThat(none.minus(Statistic.undefined("other"))).isEqualTo(none);
    assertThatThrownBy(() -> Statistic.of(Double.NaN)).isInstanceOf(IllegalArgumentException.class);
  }

  private interface Correlate {
    Statistic of(double[] x, double[] y);
  }

  private static List<Correlate> correlations() {
    return List.of(Correlation::pearson, Correlation::spearman, KendallTau::tauB);
  }

  private static void assertReason(Statistic actual, String reason) {
    assertThat(actual.isDefined()).isFalse();
    assertThat(actual.reason()).contains(reason);
  }
}
