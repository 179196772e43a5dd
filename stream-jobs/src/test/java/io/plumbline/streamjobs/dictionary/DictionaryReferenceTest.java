package io.plumbline.streamjobs.dictionary;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import io.plumbline.schemas.settings.DictionaryKind;
import io.plumbline.streamjobs.linalg.CsrMatrix;
import io.plumbline.streamjobs.linalg.FloatMatrix;
import io.plumbline.streamjobs.linalg.MatrixProduct;
import io.plumbline.streamjobs.linalg.NaiveMatrixProduct;
import io.plumbline.streamjobs.linalg.Reference;
import io.plumbline.streamjobs.linalg.TorchMatrixProduct;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Training follows PyTorch's autograd and Adam, encoding NumPy in double precision. */
class DictionaryReferenceTest {
  private static final JsonNode REFERENCE = Reference.read("dictionary.json");

  static Stream<Arguments> cases() {
    return Stream.of(new NaiveMatrixProduct(), new TorchMatrixProduct())
        .flatMap(product -> Stream.of(0, 1).map(kind -> Arguments.of(product, kind)));
  }

  @ParameterizedTest
  @MethodSource("cases")
  void gradientIsPyTorchs(MatrixProduct product, int kind) {
    JsonNode reference = REFERENCE.get("training").get(kind);
    LossGradient step =
        LossGradient.of(
            parameters(reference, reference.get("start")),
            activation(reference),
            penalty(reference),
            batch(reference, 0),
            product);
    assertThat(step.loss()).isCloseTo(reference.get("losses").get(0).asDouble(), within(1e-6));
    assertClose(step.gradient(), parameters(reference, reference.get("gradient")), 1e-7f);
  }

  @ParameterizedTest
  @MethodSource("cases")
  void fiftyStepsOfAdamAreTorchs(MatrixProduct product, int kind) {
    JsonNode reference = REFERENCE.get("training").get(kind);
    Parameters parameters = parameters(reference, reference.get("start"));
    Adam adam = new Adam(parameters);
    for (int i = 0; i < reference.get("losses").size(); i++) {
      LossGradient step =
          LossGradient.of(
              parameters, activation(reference), penalty(reference), batch(reference, i), product);
      assertThat(step.loss()).isCloseTo(reference.get("losses").get(i).asDouble(), within(1e-5));
      adam.step(parameters, step.gradient(), reference.get("learningRate").asDouble());
      Rows.normalize(parameters.decoder());
    }
    assertClose(parameters, parameters(reference, reference.get("end")), 1e-5f);
  }

  @ParameterizedTest
  @MethodSource("cases")
  void encodesAndRebuildsAsNumPyDoes(MatrixProduct product, int kind) {
    JsonNode reference = REFERENCE.get("encoding").get(kind);
    Parameters parameters = parameters(reference, reference);
    Dictionary dictionary =
        Dictionary.trained(
            kind(reference),
            reference.get("k").asInt(),
            parameters.encoder(),
            parameters.decoder(),
            parameters.encoderBias().values(),
            parameters.decoderBias().values());
    FloatMatrix x = Reference.matrix(reference.get("x"));
    CsrMatrix features = dictionary.encode(x, product);
    assertClose(features.toDense(), Reference.matrix(reference.get("features")), 1e-6f);
    assertClose(
        dictionary.decode(features, product), Reference.matrix(reference.get("rebuilt")), 1e-5f);

    ReconstructionFit fit = dictionary.fit(x, features, product);
    assertThat(fit.fvu().getAsDouble()).isCloseTo(reference.get("fvu").asDouble(), within(1e-6));
    assertThat(fit.l0().getAsDouble()).isEqualTo(reference.get("l0").asDouble());
    assertThat(fit.squaredError())
        .isCloseTo(reference.get("squaredError").asDouble(), within(1e-4));
  }

  private static Parameters parameters(JsonNode reference, JsonNode node) {
    FloatMatrix encoder = Reference.matrix(node.get("w"));
    FloatMatrix decoder = Reference.matrix(node.get("v"));
    float[] be = Reference.floats(node.get("be"));
    float[] bd = Reference.floats(node.get("bd"));
    return new Parameters(
        encoder,
        kind(reference) == DictionaryKind.TIED_RELU ? encoder : decoder,
        new FloatMatrix(1, be.length, be),
        new FloatMatrix(1, bd.length, bd));
  }

  private static FloatMatrix batch(JsonNode reference, int step) {
    FloatMatrix pool = Reference.matrix(reference.get("pool"));
    int rows = reference.get("batch").asInt();
    FloatMatrix batch = FloatMatrix.zeros(rows, pool.columns());
    for (int i = 0; i < rows; i++) {
      int row = (5 * step + i) % pool.rows();
      System.arraycopy(
          pool.values(), row * pool.columns(), batch.values(), i * pool.columns(), pool.columns());
    }
    return batch;
  }

  private static DictionaryKind kind(JsonNode reference) {
    return reference.get("kind").asText().equals("topk")
        ? DictionaryKind.TOPK
        : DictionaryKind.TIED_RELU;
  }

  private static Activation activation(JsonNode reference) {
    return Activation.of(kind(reference), reference.get("k").asInt());
  }

  private static double penalty(JsonNode reference) {
    return kind(reference) == DictionaryKind.TOPK ? 0 : reference.get("l1").asDouble();
  }

  private static void assertClose(Parameters actual, Parameters expected, float tolerance) {
    assertClose(actual.encoder(), expected.encoder(), tolerance);
    assertClose(actual.decoder(), expected.decoder(), tolerance);
    assertClose(actual.encoderBias(), expected.encoderBias(), tolerance);
    assertClose(actual.decoderBias(), expected.decoderBias(), tolerance);
  }

  private static void assertClose(FloatMatrix actual, FloatMatrix expected, float tolerance) {
    assertThat(actual.values()).containsExactly(expected.values(), within(tolerance));
  }
}
