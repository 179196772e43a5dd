package io.plumbline.streamjobs.stats;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import io.plumbline.streamjobs.linalg.Reference;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.junit.jupiter.api.Test;

/** Statistics equal those of SciPy, scikit-learn, NumPy and statsmodels. */
class StatisticsReferenceTest {
  private static final JsonNode REFERENCE = Reference.read("statistics.json");

  @Test
  void correlations() {
    for (JsonNode c : REFERENCE.get("correlations")) {
      double[] x = Reference.doubles(c.get("x"));
      double[] y = Reference.doubles(c.get("y"));
      assertValue(Correlation.pearson(x, y), c.get("pearson"), 1e-9);
      assertValue(Correlation.spearman(x, y), c.get("spearman"), 1e-12);
      assertValue(KendallTau.tauB(x, y), c.get("tau"), 1e-14);
    }
  }

  @Test
  void areasUnderTheRocCurve() {
    for (JsonNode c : REFERENCE.get("areas")) {
      assertValue(
          RocCurve.area(Reference.doubles(c.get("scores")), Reference.booleans(c.get("positive"))),
          c.get("auc"),
          1e-14);
    }
  }

  @Test
  void signAccuracies() {
    for (JsonNode c : REFERENCE.get("signs")) {
      assertValue(
          SignAccuracy.of(Reference.doubles(c.get("predicted")), Reference.doubles(c.get("truth"))),
          c.get("accuracy"),
          1e-14);
    }
  }

  @Test
  void whereScipyHasNoValueThereIsAReason() {
    for (JsonNode c : REFERENCE.get("degenerate")) {
      double[] x = Reference.doubles(c.get("x"));
      double[] y = Reference.doubles(c.get("y"));
      for (Statistic statistic :
          List.of(Correlation.pearson(x, y), Correlation.spearman(x, y), KendallTau.tauB(x, y))) {
        assertThat(statistic.isDefined()).isFalse();
        assertThat(statistic.reason().orElseThrow()).contains(c.get("reason").asText());
      }
    }
  }

  @Test
  void momentsAndQuantiles() {
    for (JsonNode c : REFERENCE.get("samples")) {
      double[] x = Reference.doubles(c.get("x"));
      assertThat(Moments.mean(x)).isCloseTo(c.get("mean").asDouble(), within(1e-14));
      assertValue(Moments.standardDeviation(x), c.get("sd"), 1e-13);
      assertValue(Moments.skewness(x), c.get("skewness"), 1e-12);
      for (Map.Entry<String, JsonNode> q : c.get("quantiles").properties()) {
        assertThat(Quantiles.quantile(x, Double.parseDouble(q.getKey())))
            .isCloseTo(q.getValue().asDouble(), within(1e-14));
      }
      assertThat(Quantiles.medianAbsoluteDeviation(x, Quantiles.median(x)))
          .isCloseTo(c.get("mad").asDouble(), within(1e-14));
    }
  }

  @Test
  void huberRegression() {
    for (JsonNode c : REFERENCE.get("huber")) {
      double[][] regressors = new double[c.get("x").size()][];
      for (int j = 0; j < regressors.length; j++) {
        regressors[j] = Reference.doubles(c.get("x").get(j));
      }
      double[] y = Reference.doubles(c.get("y"));
      HuberFit fit = new HuberRegression(c.get("k").asDouble()).fit(y, regressors).orElseThrow();
      assertThat(fit.coefficients())
          .containsExactly(Reference.doubles(c.get("coefficients")), within(1e-9));
      assertThat(fit.scale()).isCloseTo(c.get("scale").asDouble(), within(1e-9));
      assertThat(fit.residuals()[0])
          .isCloseTo(
              y[0]
                  - fit.intercept()
                  - fit.slope(0) * regressors[0][0]
                  - (regressors.length == 2 ? fit.slope(1) * regressors[1][0] : 0),
              within(1e-12));
    }
  }

  @Test
  void bootstrapDrawsTheSameResamples() {
    JsonNode c = REFERENCE.get("bootstrap");
    double[] x = Reference.doubles(c.get("x"));
    double[] y = Reference.doubles(c.get("y"));
    GroupBootstrap bootstrap =
        new GroupBootstrap(
            Reference.strings(c.get("groups")), c.get("resamples").asInt(), c.get("seed").asLong());
    Function<int[], Statistic> before = tau(x, y);
    Function<int[], Statistic> after = tau(Reference.doubles(c.get("later")), y);
    boolean[] positive = Reference.booleans(c.get("positive"));
    assertInterval(bootstrap, before, c.get("low").asDouble(), c.get("high").asDouble());
    assertInterval(
        bootstrap,
        items ->
            RocCurve.area(GroupBootstrap.select(x, items), GroupBootstrap.select(positive, items)),
        c.get("auc").get(0).asDouble(),
        c.get("auc").get(1).asDouble());
    assertInterval(
        bootstrap,
        items -> after.apply(items).minus(before.apply(items)),
        c.get("gain").get(0).asDouble(),
        c.get("gain").get(1).asDouble());
  }

  private static Function<int[], Statistic> tau(double[] x, double[] y) {
    return items ->
        KendallTau.tauB(GroupBootstrap.select(x, items), GroupBootstrap.select(y, items));
  }

  private static void assertInterval(
      GroupBootstrap bootstrap, Function<int[], Statistic> statistic, double low, double high) {
    Interval interval = bootstrap.interval(0.95, statistic).orElseThrow();
    assertThat(interval.low()).isCloseTo(low, within(1e-13));
    assertThat(interval.high()).isCloseTo(high, within(1e-13));
  }

  @Test
  void generatorDrawsTheSameNumbers() {
    JsonNode c = REFERENCE.get("bootstrap");
    SplitMix64 random = new SplitMix64(c.get("seed").asLong());
    for (String expected : Reference.strings(c.get("longs"))) {
      assertThat(Long.toUnsignedString(random.nextLong())).isEqualTo(expected);
    }
    SplitMix64 resumed = new SplitMix64(random.state());
    for (int expected : Reference.ints(c.get("ints"))) {
      assertThat(resumed.nextInt(1000)).isEqualTo(expected);
    }
  }

  private static void assertValue(Statistic actual, JsonNode expected, double tolerance) {
    assertThat(actual.getAsDouble()).isCloseTo(expected.asDouble(), within(tolerance));
  }
}
