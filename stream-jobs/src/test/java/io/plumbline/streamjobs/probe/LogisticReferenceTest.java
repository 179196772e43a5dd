package io.plumbline.streamjobs.probe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import io.plumbline.streamjobs.linalg.CsrMatrix;
import io.plumbline.streamjobs.linalg.Reference;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Logistic regression equals scikit-learn's, and the online one PyTorch's AdaGrad. */
class LogisticReferenceTest {
  private static final LogisticPrimal.Tolerance EXACT = LogisticPrimal.Tolerance.EXACT;
  private static final JsonNode REFERENCE = Reference.read("logistic.json");

  @Test
  void weightsAndInterceptsAreScikitLearnsInAllForms() {
    for (JsonNode c : REFERENCE.get("cases")) {
      CsrMatrix x = CsrMatrix.of(Reference.matrix(c.get("x")));
      boolean[] positive = Reference.booleans(c.get("positive"));
      double lambda = c.get("lambda").asDouble();
      int[] rows = IntStream.range(0, x.rows()).toArray();
      assertModel(new Logistic(lambda).fit(x, positive), c, 1e-6);
      assertModel(new LogisticPrimal(x, positive, lambda, true, EXACT).fit(), c, 1e-6);
      assertModel(new LogisticPrimal(x, positive, lambda, false, EXACT).fit(), c, 1e-6);
      assertModel(new Logistic(lambda).fit(Kernel.of(x), rows, positive).primal(x), c, 1e-6);
    }
  }

  @Test
  void theFormFollowsTheShape() {
    Logistic logistic = new Logistic(1);
    assertThat(logistic.form(100_000, 512)).isEqualTo(Ridge.Form.PRIMAL);
    assertThat(logistic.form(1024, 100_000)).isEqualTo(Ridge.Form.DUAL);
    assertThat(logistic.form(1025, 513)).isEqualTo(Ridge.Form.ITERATIONS);
    assertThat(logistic.method(1024, 100_000, "features")).isEmpty();
  }

  @Test
  void theOnlineModelTakesTheStepsOfPyTorch() {
    JsonNode c = REFERENCE.get("online");
    CsrMatrix x = CsrMatrix.of(Reference.matrix(c.get("x")));
    boolean[] positive = Reference.booleans(c.get("positive"));
    OnlineLogistic online = new OnlineLogistic(x.columns(), c.get("rate").asDouble());
    for (int i = 0; i < x.rows(); i++) {
      online.learn(x, i, positive[i]);
    }
    assertModel(online.model(), c, 1e-12);
  }

  @Test
  void oneClassCannotBeFitted() {
    CsrMatrix x = CsrMatrix.of(Reference.matrix(REFERENCE.get("cases").get(0).get("x")));
    assertThatThrownBy(() -> new Logistic(1).fit(x, new boolean[x.rows()]))
        .hasMessage("there is only one class");
    assertThatThrownBy(() -> new Logistic(0)).isInstanceOf(IllegalArgumentException.class);
  }

  private static void assertModel(LinearModel model, JsonNode expected, double tolerance) {
    assertThat(model.weights())
        .containsExactly(Reference.doubles(expected.get("weights")), within(tolerance));
    assertThat(model.intercept())
        .isCloseTo(expected.get("intercept").asDouble(), within(tolerance));
  }
}
