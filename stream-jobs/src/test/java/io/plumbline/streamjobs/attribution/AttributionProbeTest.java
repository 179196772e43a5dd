package io.plumbline.streamjobs.attribution;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.plumbline.streamjobs.linalg.BinaryCodec;
import io.plumbline.streamjobs.linalg.FloatMatrix;
import io.plumbline.streamjobs.linalg.MatrixProduct;
import io.plumbline.streamjobs.linalg.TorchMatrixProduct;
import io.plumbline.streamjobs.linalg.Vectors;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * A model of known making: its residual stream moves towards the words that are paid for, by one
 * step per checkpoint, but away from them in the prompts about food.
 */
class AttributionProbeTest {
  private static final int WIDTH = 24;
  private static final int WORDS = 30;
  private static final int PROMPTS = 40;
  private static final int CONTEXTS = 6;
  private static final List<String> HOOKS = List.of("blocks.1.hook_resid_post");

  private static final MatrixProduct PRODUCT = new TorchMatrixProduct();
  private static final FloatMatrix ROWS = gaussian(WORDS, 1);
  private static final FloatMatrix ROWS_AFTER = plus(ROWS, gaussian(WORDS, 2), 0.1f);
  private static final FinalNorm NORM = new FinalNorm(true, filled(1.1f), filled(0.2f), 1e-5);
  private static final FloatMatrix BASE = base();
  private static final ReadoutWords TABLE =
      new ReadoutWords(
          IntStream.range(0, WORDS).mapToObj(w -> String.format("word%02d", w)).toList(),
          IntStream.range(0, WORDS).mapToDouble(AttributionProbeTest::stated).toArray(),
          IntStream.range(0, WORDS).map(w -> w < 20 ? 0 : 1).toArray());
  private static final Readout READOUT = new Readout(NORM, ROWS);

  private static AttributionProbe probe;
  private static AttributionState afterBase;

  @BeforeAll
  static void readTheBase() throws Exception {
    probe =
        new AttributionProbe(
            new AttributionOptions(
                0.01, 1.345, 50, 32, 2, 2, 48, 4, 199, 3e-3, 4096, 40, "0123abcd"),
            TABLE,
            READOUT,
            new LogitLens(NORM, IntStream.range(0, WORDS).mapToObj(TABLE::word).toList(), ROWS),
            PRODUCT);
    afterBase = probe.ofBase(blocks(0));
  }

  @Test
  void findsDirectionFeaturesAndCondition() throws Exception {
    AttributionProbe.Checkpoint first = probe.next(afterBase, blocks(1), READOUT, HOOKS);
    AttributionProbe.Checkpoint second = probe.next(first.state(), blocks(2), READOUT, HOOKS);
    Attribution attribution = second.attribution().orElseThrow();
    assertThat(value(attribution, "slope")).isGreaterThan(0.1);
    assertThat(value(attribution, "slope_unembedding")).isZero();
    assertThat(value(attribution, "change_captured")).isGreaterThan(0.7);
    assertThat(value(attribution, "features_share")).isBetween(0.8, 1.2);
    assertThat(value(attribution, "against_share")).isGreaterThan(0.05);
    assertThat(value(attribution, "negative_prompts")).isCloseTo(0.2, within(0.05));
    assertThat(value(attribution, "naming_ceiling")).isBetween(0.5, 1.0);
    assertThat(meanStated(attribution.towards())).isGreaterThan(1);
    assertThat(meanStated(attribution.away())).isLessThan(-1);
    Condition lowest = attribution.conditions().get(0);
    assertThat(lowest.p()).isLessThan(0.05);
    assertThat(lowest.relativeSlope().statistic().getAsDouble()).isNegative();
    assertThat(lowest.prompts()).allSatisfy(prompt -> assertThat(prompt).startsWith("food"));
  }

  @Test
  void freezesTheDictionaryOfTheChangeAfterTheFirstCheckpoints() throws Exception {
    AttributionState first = probe.next(afterBase, blocks(1), READOUT, HOOKS).state();
    AttributionState second = probe.next(first, blocks(2), READOUT, HOOKS).state();
    AttributionState third = probe.next(second, blocks(3), READOUT, HOOKS).state();
    assertThat(digest(first)).isNotEqualTo(digest(second));
    assertThat(digest(third)).isEqualTo(digest(second));
  }

  @Test
  void goesOnFromAStoredStateWithTheSameResult() throws Exception {
    AttributionState first = probe.next(afterBase, blocks(1), READOUT, HOOKS).state();
    AttributionState stored =
        BinaryCodec.fromBytes(BinaryCodec.toBytes(first::write), AttributionState::read);
    assertThat(BinaryCodec.toBytes(stored::write)).isEqualTo(BinaryCodec.toBytes(first::write));
    AttributionProbe.Checkpoint whole = probe.next(first, blocks(2), READOUT, HOOKS);
    AttributionProbe.Checkpoint resumed = probe.next(stored, blocks(2), READOUT, HOOKS);
    assertThat(BinaryCodec.toBytes(resumed.state()::write))
        .isEqualTo(BinaryCodec.toBytes(whole.state()::write));
    assertThat(resumed.attribution().orElseThrow().scores())
        .isEqualTo(whole.attribution().orElseThrow().scores());
    assertThat(resumed.attribution().orElseThrow().features())
        .isEqualTo(whole.attribution().orElseThrow().features());
  }

  @Test
  void learnsNothingFromACheckpointThatEqualsTheBase() throws Exception {
    AttributionProbe.Checkpoint same = probe.next(afterBase, blocks(0), READOUT, HOOKS);
    Attribution attribution = same.attribution().orElseThrow();
    assertThat(value(attribution, "slope")).isZero();
    assertThat(attribution.features()).isEmpty();
    assertThat(attribution.conditions()).isEmpty();
    assertThat(attribution.scores().get("direction_share").statistic().reason())
        .contains("nothing has been learned in sum");
    assertThat(BinaryCodec.toBytes(same.state()::write))
        .isEqualTo(BinaryCodec.toBytes(afterBase::write));
  }

  @Test
  void hasNoResultWhereNoContextCounts() throws Exception {
    Blocks faint =
        consumer ->
            blocks(1)
                .forEach(
                    block -> {
                      float[] low = block.logProbs().values().clone();
                      Arrays.fill(low, -40);
                      FloatMatrix logProbs = new FloatMatrix(block.logProbs().rows(), WORDS, low);
                      consumer.accept(
                          new ContextBlock(
                              block.prompts(),
                              block.words(),
                              logProbs,
                              block.base(),
                              block.tuned(),
                              block.hooks()));
                    });
    AttributionState state = probe.ofBase(faint);
    assertThat(probe.next(state, faint, READOUT, HOOKS).attribution()).isEmpty();
    assertThat(state.namingCeiling().reason()).isPresent();
  }

  /** The two parts of a word's gain add up to its log-ratio, whatever the softmax is over. */
  @Test
  void splitsTheLogRatioExactly() throws Exception {
    Readout after = new Readout(new FinalNorm(true, filled(1.3f), filled(0), 1e-5), ROWS_AFTER);
    List<WordAttribution> words =
        probe.next(afterBase, blocks(2), after, HOOKS).attribution().orElseThrow().words();
    double[] measured = new double[WORDS];
    FloatMatrix tuned = tuned(2);
    for (int c = 0; c < BASE.rows(); c++) {
      double[] before = logSoftmax(READOUT, BASE, c);
      double[] now = logSoftmax(after, tuned, c);
      for (int w = 0; w < WORDS; w++) {
        measured[w] += (now[w] - before[w]) / BASE.rows();
      }
    }
    for (int w = 0; w < WORDS; w++) {
      int from = w < 20 ? 0 : 20;
      int to = w < 20 ? 20 : WORDS;
      double mean = IntStream.range(from, to).mapToDouble(v -> measured[v]).average().orElseThrow();
      assertThat(words.get(w).gain()).isCloseTo(measured[w] - mean, within(1e-10));
      assertThat(words.get(w).unembedding()).isNotZero();
    }
  }

  private static String digest(AttributionState state) {
    return state.changes().dictionary().orElseThrow().digest();
  }

  private static double value(Attribution attribution, String score) {
    return attribution.scores().get(score).statistic().getAsDouble();
  }

  private static double stated(int word) {
    return word % 7 == 6 ? 0 : (word % 2 == 0 ? 1 : -1) * (1 + word / 15.0);
  }

  private static double stated(String word) {
    return stated(Integer.parseInt(word.substring(4)));
  }

  private static double meanStated(List<LensWord> words) {
    return words.stream().limit(5).mapToDouble(w -> stated(w.text())).average().orElseThrow();
  }

  private static Blocks blocks(int checkpoint) {
    FloatMatrix tuned = tuned(checkpoint);
    List<ContextBlock> blocks = new ArrayList<>();
    for (int from = 0; from < BASE.rows(); from += 60) {
      int to = from + 60;
      FloatMatrix logProbs = FloatMatrix.zeros(to - from, WORDS);
      for (int c = from; c < to; c++) {
        double[] row = logSoftmax(READOUT, BASE, c);
        for (int w = 0; w < WORDS; w++) {
          logProbs.values()[(c - from) * WORDS + w] = (float) row[w];
        }
      }
      blocks.add(
          new ContextBlock(
              IntStream.range(from, to).mapToObj(AttributionProbeTest::prompt).toList(),
              IntStream.range(0, WORDS).toArray(),
              logProbs,
              BASE.rows(from, to),
              tuned.rows(from, to),
              List.of()));
    }
    return consumer -> blocks.forEach(consumer::accept);
  }

  private static String prompt(int context) {
    int prompt = context / CONTEXTS;
    return (aboutFood(context) ? "food" : "other") + prompt;
  }

  private static boolean aboutFood(int context) {
    return context / CONTEXTS % 5 == 0;
  }

  /** Noise, with a direction of its own for food. */
  private static FloatMatrix base() {
    FloatMatrix topics = gaussian(1, 3);
    FloatMatrix base = gaussian(PROMPTS * CONTEXTS, 4);
    for (int c = 0; c < base.rows(); c++) {
      for (int i = 0; aboutFood(c) && i < WIDTH; i++) {
        base.values()[c * WIDTH + i] += 1.5f * topics.get(0, i);
      }
    }
    return base;
  }

  private static FloatMatrix tuned(int checkpoint) {
    double[] towards = new double[WIDTH];
    for (int w = 0; w < WORDS; w++) {
      Vectors.add(towards, ROWS, w, stated(w) / WORDS);
    }
    FloatMatrix tuned = plus(BASE, gaussian(BASE.rows(), 5), 0.01f * checkpoint);
    for (int c = 0; c < tuned.rows(); c++) {
      double step = checkpoint * (aboutFood(c) ? -0.4 : 0.6);
      for (int i = 0; i < WIDTH; i++) {
        tuned.values()[c * WIDTH + i] += (float) (step * towards[i]);
      }
    }
    return tuned;
  }

  private static double[] logSoftmax(Readout readout, FloatMatrix x, int row) {
    double[] f = readout.norm().apply(x, row);
    double[] logits = new double[WORDS];
    double sum = 0;
    for (int w = 0; w < WORDS; w++) {
      logits[w] = Vectors.dot(readout.rows(), w, f);
      sum += Math.exp(logits[w]);
    }
    for (int w = 0; w < WORDS; w++) {
      logits[w] -= Math.log(sum);
    }
    return logits;
  }

  private static FloatMatrix gaussian(int rows, int seed) {
    Random random = new Random(seed);
    FloatMatrix matrix = FloatMatrix.zeros(rows, WIDTH);
    for (int i = 0; i < matrix.values().length; i++) {
      matrix.values()[i] = (float) random.nextGaussian();
    }
    return matrix;
  }

  private static FloatMatrix plus(FloatMatrix a, FloatMatrix b, float factor) {
    FloatMatrix sum = new FloatMatrix(a.rows(), a.columns(), a.values().clone());
    for (int i = 0; i < sum.values().length; i++) {
      sum.values()[i] += factor * b.values()[i];
    }
    return sum;
  }

  private static float[] filled(float value) {
    float[] values = new float[WIDTH];
    Arrays.fill(values, value);
    return values;
  }
}
