package io.plumbline.streamjobs.probe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import io.plumbline.streamjobs.linalg.CsrMatrix;
import io.plumbline.streamjobs.linalg.FloatMatrix;
import io.plumbline.streamjobs.linalg.Reference;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Ridge regression equals scikit-learn's, with more rows than columns and with fewer. */
class RidgeReferenceTest {
  private static final JsonNode REFERENCE = Reference.read("probe.json");

  @Test
  void weightsAndInterceptsAreScikitLearns() {
    for (JsonNode c : REFERENCE.get("ridge")) {
      CsrMatrix x = CsrMatrix.of(Reference.matrix(c.get("x")));
      LinearModel[] models = new Ridge(c.get("lambda").asDouble()).fit(x, targets(c));
      assertModels(models, c);
    }
  }

  @Test
  void sumsOverPartsGiveTheSameFitAsTheWhole() {
    for (JsonNode c : REFERENCE.get("ridge")) {
      CsrMatrix x = CsrMatrix.of(Reference.matrix(c.get("x")));
      RidgeSums total = new RidgeSums(x.columns(), 2);
      for (int part = 0; part < 3; part++) {
        RidgeSums sums = new RidgeSums(x.columns(), 2);
        for (int i = part; i < x.rows(); i += 3) {
          sums.add(x, i, targets(c), 1);
        }
        total.add(sums, 1);
      }
      assertThat(total.rows()).isEqualTo(x.rows());
      assertModels(new Ridge(c.get("lambda").asDouble()).fit(total), c);
    }
  }

  @Test
  void iterationsComeToTheSameFit() {
    for (JsonNode c : REFERENCE.get("ridge")) {
      CsrMatrix x = CsrMatrix.of(Reference.matrix(c.get("x")));
      int[] rows = IntStream.range(0, x.rows()).toArray();
      double[] ones = IntStream.of(rows).mapToDouble(i -> 1).toArray();
      RidgeIterations iterations = new Ridge(c.get("lambda").asDouble()).iterations(x, rows, ones);
      assertModels(iterations.fit(targets(c)), c);
    }
  }

  @Test
  void theFormFollowsTheShape() {
    Ridge ridge = new Ridge(1);
    assertThat(ridge.form(100_000, 2048)).isEqualTo(Ridge.Form.PRIMAL);
    assertThat(ridge.form(4096, 100_000)).isEqualTo(Ridge.Form.DUAL);
    assertThat(ridge.form(4096, 2049)).isEqualTo(Ridge.Form.DUAL);
    assertThat(ridge.form(4097, 2049)).isEqualTo(Ridge.Form.ITERATIONS);
    assertThat(new Ridge(0).form(4096, 2049)).isEqualTo(Ridge.Form.ITERATIONS);
    assertThat(ridge.method(4096, 100_000, "features")).isEmpty();
    assertThat(ridge.method(4097, 2049, "features"))
        .contains(
            "Of 4097 rows and 2049 features (more than 4096 and 2048) fits are by conjugate"
                + " gradients.");
  }

  @Test
  void zeroPenaltyNeedsColumnsThatAreNotCollinear() {
    CsrMatrix x = CsrMatrix.of(new FloatMatrix(3, 2, new float[] {1, 1, 2, 2, 4, 4}));
    double[][] y = {{1, 2, 3}};
    assertThatThrownBy(() -> new Ridge(0).fit(x, y)).isInstanceOf(CollinearException.class);
    assertThat(new Ridge(1e-3).fit(x, y)[0].weights()[0]).isFinite();
  }

  @Test
  void noRowsCannotBeFitted() {
    CsrMatrix x = CsrMatrix.of(FloatMatrix.zeros(0, 2));
    assertThatThrownBy(() -> new Ridge(1).fit(x, new double[1][0]))
        .isInstanceOf(IllegalArgumentException.class);
  }

  private static double[][] targets(JsonNode c) {
    return IntStream.range(0, 2)
        .mapToObj(q -> Reference.doubles(c.get("y").get(q)))
        .toArray(double[][]::new);
  }

  private static void assertModels(LinearModel[] models, JsonNode expected) {
    for (int q = 0; q < models.length; q++) {
      assertThat(models[q].weights())
          .containsExactly(Reference.doubles(expected.get("weights").get(q)), within(1e-8));
      assertThat(models[q].intercept())
          .isCloseTo(expected.get("intercepts").get(q).asDouble(), within(1e-8));
    }
  }
}
