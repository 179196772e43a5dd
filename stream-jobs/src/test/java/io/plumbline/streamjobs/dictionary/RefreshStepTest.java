package io.plumbline.streamjobs.dictionary;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import io.plumbline.schemas.settings.DictionaryKind;
import io.plumbline.streamjobs.linalg.BinaryCodec;
import io.plumbline.streamjobs.linalg.FloatMatrix;
import io.plumbline.streamjobs.linalg.Reference;
import io.plumbline.streamjobs.linalg.TorchMatrixProduct;
import io.plumbline.streamjobs.stats.Estimate;
import io.plumbline.streamjobs.stats.SplitMix64;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Refreshes follow PyTorch's Adam, and tell a model that has changed from training alone. */
class RefreshStepTest {
  private static final JsonNode REFERENCE = Reference.read("refresh.json");
  private static final int WIDTH = 24;
  private static final int FEATURES = 48;
  private static final int TOKENS = 8_192;
  private static final long SEED = 5;
  private static final TrainingOptions OPTIONS =
      new TrainingOptions(
          DictionaryKind.TOPK,
          WIDTH,
          FEATURES,
          4,
          0,
          1e-3,
          128,
          8_192,
          10,
          true,
          5_000,
          TrainingEnd.OF_INPUT,
          1);
  private static final TorchMatrixProduct PRODUCT = new TorchMatrixProduct();

  private static final List<SortedMap<String, Estimate>> UNCHANGED = new ArrayList<>();
  private static final List<SortedMap<String, Estimate>> CHANGED = new ArrayList<>();

  private static Dictionary start;
  private static RefreshRows base;
  private static RefreshStep nullStep;

  @BeforeAll
  static void train() {
    DictionaryTrainer trainer = new DictionaryTrainer(TrainingState.initial(OPTIONS), PRODUCT);
    trainer.add(activations(0, 1, 8_192));
    trainer.finish();
    start = trainer.freeze();
    base = rows(0, 2);
    nullStep = step(base);
    for (long seed = 3; seed < 7; seed++) {
      UNCHANGED.add(RefreshScores.of(step(rows(0, seed)), nullStep));
      CHANGED.add(RefreshScores.of(step(rows(0.4, seed)), nullStep));
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1})
  void isPyTorchs(int kind) {
    JsonNode reference = REFERENCE.get("steps").get(kind);
    DictionaryKind form = kind == 0 ? DictionaryKind.TIED_RELU : DictionaryKind.TOPK;
    Dictionary from = dictionary(reference, form, "start");
    FloatMatrix trained = Reference.matrix(reference.get("trained"));
    RefreshRows rows =
        new RefreshRows(
            List.of(trained.rows(0, 25), trained.rows(25, trained.rows())),
            List.of(Reference.matrix(reference.get("heldOut"))));
    assertThat(rows.scale()).isCloseTo(reference.get("scale").asDouble(), within(1e-6));
    RefreshStep step =
        RefreshStep.of(
                from,
                rows.scale(),
                new TrainingOptions(
                    form,
                    from.width(),
                    from.features(),
                    reference.get("k").asInt(),
                    reference.get("l1").asDouble(),
                    reference.get("learningRate").asDouble(),
                    reference.get("batch").asInt(),
                    64,
                    3,
                    true,
                    8,
                    TrainingEnd.OF_INPUT,
                    1),
                reference.get("tokens").asLong(),
                reference.get("seed").asLong(),
                rows,
                PRODUCT)
            .orElseThrow();
    Dictionary expected = dictionary(reference, form, "end");
    assertClose(step.dictionary().encoder().values(), expected.encoder().values());
    assertClose(step.dictionary().decoder().values(), expected.decoder().values());
    assertClose(step.dictionary().encoderBias(), expected.encoderBias());
    assertClose(step.dictionary().decoderBias(), expected.decoderBias());
    assertThat(step.progress().tokensSeen()).isEqualTo(608);
    assertThat(step.moved().mean()).isCloseTo(reference.get("moved").asDouble(), within(1e-6));
    assertThat(step.moved().most()).isCloseTo(reference.get("movedMost").asDouble(), within(1e-6));
    assertThat(step.before().getAsDouble())
        .isCloseTo(reference.get("before").asDouble(), within(1e-6));
    assertThat(step.after().getAsDouble())
        .isCloseTo(reference.get("after").asDouble(), within(1e-5));
  }

  private static Dictionary dictionary(JsonNode reference, DictionaryKind form, String which) {
    JsonNode node = reference.get(which);
    FloatMatrix encoder = Reference.matrix(node.get("w"));
    return Dictionary.trained(
        form,
        reference.get("k").asInt(),
        encoder,
        form == DictionaryKind.TIED_RELU ? encoder : Reference.matrix(node.get("v")),
        Reference.floats(node.get("be")),
        Reference.floats(node.get("bd")));
  }

  private static void assertClose(float[] actual, float[] expected) {
    assertThat(actual).containsExactly(expected, within(1e-5f));
  }

  @Test
  void onEqualRowsIsItsNullStepToTheBit() {
    RefreshStep again = step(rows(0, 2));
    assertThat(again.dictionary().digest()).isEqualTo(nullStep.dictionary().digest());
    SortedMap<String, Estimate> scores = RefreshScores.of(again, nullStep);
    for (String name : List.of("apart", "apart_most", "moved_beyond_null", "gain_beyond_null")) {
      assertThat(value(scores, name)).as(name).isZero();
    }
    assertThat(value(scores, "moved")).isPositive();
    assertThat(value(scores, "moved"))
        .isEqualTo(value(RefreshScores.ofNull(nullStep), "null_moved"));
  }

  /** Other rows than those of the null step, four times: what is left is what rows differ by. */
  @ParameterizedTest
  @ValueSource(strings = {"moved", "gain"})
  void lessItsNullStepIsNothingWhereTheModelIsTheSameAndMuchWhereItIsNot(String what) {
    double[] same = beyondNull(UNCHANGED, what);
    double[] changed = beyondNull(CHANGED, what);
    double ofNull = value(RefreshScores.ofNull(nullStep), "null_" + what);
    assertThat(Arrays.stream(same).average().orElseThrow()).isBetween(-0.1 * ofNull, 0.1 * ofNull);
    double noise = Arrays.stream(same).map(Math::abs).max().orElseThrow();
    assertThat(Arrays.stream(changed).min().orElseThrow()).isGreaterThan(3 * noise);
  }

  private static double[] beyondNull(List<SortedMap<String, Estimate>> scores, String what) {
    return scores.stream().mapToDouble(s -> value(s, what + "_beyond_null")).toArray();
  }

  @Test
  void thereIsNoneWithoutRowsOrWhereTheyAreTooLarge() {
    RefreshRows empty = new RefreshRows(List.of(), base.heldOut());
    assertThat(refresh(empty)).isEmpty();
    FloatMatrix huge = FloatMatrix.zeros(16, WIDTH);
    Arrays.fill(huge.values(), 1e37f);
    assertThat(refresh(new RefreshRows(List.of(huge), base.heldOut()))).isEmpty();
  }

  @Test
  void scaleOfRowsThatDoNotVaryIsOne() {
    FloatMatrix same = FloatMatrix.zeros(16, WIDTH);
    assertThat(new RefreshRows(List.of(same), List.of()).scale()).isEqualTo(1);
  }

  @Test
  void isReadAsItWasWritten() {
    RefreshStep read =
        BinaryCodec.fromBytes(BinaryCodec.toBytes(nullStep::write), RefreshStep::read);
    assertThat(read.dictionary().digest()).isEqualTo(nullStep.dictionary().digest());
    assertThat(RefreshScores.ofNull(read)).isEqualTo(RefreshScores.ofNull(nullStep));
    assertThat(read.progress()).isEqualTo(nullStep.progress());
  }

  private static double value(SortedMap<String, Estimate> scores, String name) {
    return scores.get(name).statistic().getAsDouble();
  }

  private static RefreshStep step(RefreshRows rows) {
    return refresh(rows).orElseThrow();
  }

  private static Optional<RefreshStep> refresh(RefreshRows rows) {
    return RefreshStep.of(start, base.scale(), OPTIONS, TOKENS, SEED, rows, PRODUCT);
  }

  private static RefreshRows rows(double angle, long seed) {
    FloatMatrix all = activations(angle, seed, 4_096);
    List<FloatMatrix> trained = new ArrayList<>();
    List<FloatMatrix> heldOut = new ArrayList<>();
    for (int from = 0; from < all.rows(); from += 256) {
      (from % 512 == 0 ? trained : heldOut).add(all.rows(from, from + 256));
    }
    return new RefreshRows(trained, heldOut);
  }

  /**
   * Sums of a few of 32 directions.
   *
   * @param angle by which the model has turned half of the directions, in radians
   */
  private static FloatMatrix activations(double angle, long seed, int rows) {
    SplitMix64 fixed = new SplitMix64(9);
    double[][] directions = new double[32][];
    for (int s = 0; s < directions.length; s++) {
      double[] from = unit(fixed);
      double[] to = unit(fixed);
      double turn = s % 2 == 0 ? angle : 0;
      directions[s] = new double[WIDTH];
      for (int j = 0; j < WIDTH; j++) {
        directions[s][j] = Math.cos(turn) * from[j] + Math.sin(turn) * to[j];
      }
    }
    SplitMix64 random = new SplitMix64(seed);
    FloatMatrix x = FloatMatrix.zeros(rows, WIDTH);
    for (int i = 0; i < rows; i++) {
      for (double[] direction : directions) {
        boolean on = random.nextDouble() < 0.1;
        double size = 0.5 + random.nextDouble();
        for (int j = 0; on && j < WIDTH; j++) {
          x.values()[i * WIDTH + j] += (float) (size * direction[j]);
        }
      }
      for (int j = 0; j < WIDTH; j++) {
        x.values()[i * WIDTH + j] += (float) (0.05 * random.nextGaussian());
      }
    }
    return x;
  }

  private static double[] unit(SplitMix64 random) {
    double[] direction = new double[WIDTH];
    double squares = 0;
    for (int j = 0; j < WIDTH; j++) {
      direction[j] = random.nextGaussian();
      squares += direction[j] * direction[j];
    }
    for (int j = 0; j < WIDTH; j++) {
      direction[j] /= Math.sqrt(squares);
    }
    return direction;
  }
}
