package io.plumbline.streamjobs.probe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.plumbline.streamjobs.linalg.BinaryCodec;
import io.plumbline.streamjobs.linalg.CsrMatrix;
import io.plumbline.streamjobs.linalg.FloatMatrix;
import io.plumbline.streamjobs.linalg.NaiveMatrixProduct;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class DeltaRidgeProbeTest {
  private static final DeltaRidgeOptions OPTIONS = new DeltaRidgeOptions(1, 4, 0.5, 20, "digest");
  private final DeltaRidgeProbe probe = new DeltaRidgeProbe(OPTIONS);

  @Test
  void theSameInputGivesTheSameStateBytes() {
    byte[] first =
        BinaryCodec.toBytes(next(ProbeState.initial(), triples(30, 6, 1)).state()::write);
    byte[] second =
        BinaryCodec.toBytes(next(ProbeState.initial(), triples(30, 6, 1)).state()::write);
    assertThat(first).isEqualTo(second);
    assertThat(
            BinaryCodec.toBytes(
                BinaryCodec.fromBytes(first, in -> ProbeState.read(in, true))::write))
        .isEqualTo(first);
  }

  @Test
  void stateDoesNotGrow() {
    ProbeState state = ProbeState.initial();
    int[] sizes = new int[5];
    for (int t = 0; t < sizes.length; t++) {
      state = next(state, triples(30, 6, t)).state();
      sizes[t] = BinaryCodec.toBytes(state::write).length;
    }
    assertThat(sizes[2]).isEqualTo(sizes[1]).isEqualTo(sizes[4]);
  }

  @Test
  void saysWhenRowsAndFeaturesAreTooManyToFactor() {
    int n = Ridge.MOST_ROWS / 2 + 1;
    Triples many = sparse(n, Ridge.MOST_COLUMNS + 1, 1);
    DeltaRidgeProbe.Checkpoint first = next(ProbeState.initial(), many);
    String iterations = "(more than 4096 and 2048) fits are by conjugate gradients.";
    String all =
        ("Of 4098 rows and 2049 features %1$s Of 4098 rows and 2049 raw activations %1$s"
                + " These end at a residual of 1.0E-5.")
            .formatted(iterations);
    assertThat(first.results().get(Life.REFIT).method()).isEqualTo(all);
    assertThat(first.direct().method()).isEqualTo(all);
    assertThat(first.results().get(Life.INCREMENTAL).method())
        .contains(iterations)
        .contains("only the newest checkpoints are carried over");
    assertThat(next(ProbeState.initial(), triples(30, 6, 1)).results().values())
        .allSatisfy(result -> assertThat(result.method()).isEmpty());
  }

  @Test
  void saysWhyThereIsNoResult() {
    assertReason(triples(0, 3, 1), "there are no triples");
    assertReason(oneWordTwice(), "all words fall into one fold");
    Triples broken = triples(20, 3, 1);
    broken.features().values()[0] = Float.POSITIVE_INFINITY;
    CsrMatrix rows = broken.features();
    int n = rows.rows() / 2;
    CsrMatrix positive = rows.selectRows(IntStream.range(0, n).toArray());
    CsrMatrix negative = rows.selectRows(IntStream.range(n, 2 * n).toArray());
    assertReason(
        new Triples(
            words("p", n),
            stated(n, 1),
            words("n", n),
            stated(n, -1),
            positive,
            negative,
            negative),
        "the features are not finite");
  }

  @Test
  void aReasonLeavesTheStateAsItWas() {
    ProbeState state = next(ProbeState.initial(), triples(30, 6, 1)).state();
    DeltaRidgeProbe.Checkpoint checkpoint = next(state, triples(0, 6, 1));
    assertThat(checkpoint.state()).isSameAs(state);
  }

  @Test
  void wordsWithoutStatedFeedbackGetPredictionsButNoScore() {
    double[] stated = stated(20, 1);
    stated[0] = Double.NaN;
    Triples all = triples(20, 6, 1);
    CsrMatrix rows = all.features();
    CsrMatrix positive = rows.selectRows(IntStream.range(0, 20).toArray());
    CsrMatrix negative = rows.selectRows(IntStream.range(20, 40).toArray());
    CsrMatrix neutral = CsrMatrix.of(FloatMatrix.zeros(20, 6));
    ProbeResult result =
        next(
                ProbeState.initial(),
                new Triples(
                    words("p", 20),
                    stated,
                    words("n", 20),
                    stated(20, -1),
                    positive,
                    negative,
                    neutral))
            .results()
            .get(Life.REFIT);
    assertThat(result.words()).hasSize(40);
    assertThat(result.scores().get("kendall_tau").samples()).isEqualTo(39);
    assertThat(result.words().stream().filter(w -> w.stated().isEmpty()))
        .singleElement()
        .satisfies(w -> assertThat(w.word()).isEqualTo("p00"));
  }

  @Test
  void deltaIsTheDistanceOfTheFeatures() {
    CsrMatrix a = CsrMatrix.of(new FloatMatrix(2, 4, new float[] {1, 0, 2, 0, 0, 0, 0, 0}));
    CsrMatrix b = CsrMatrix.of(new FloatMatrix(2, 4, new float[] {0, 3, 1, 0, 0, 0, 0, -2}));
    assertThat(ActivationDelta.distance(a, b, 0)).isCloseTo(Math.sqrt(11), within(1e-15));
    assertThat(ActivationDelta.distance(a, b, 1)).isEqualTo(2);
  }

  @Test
  void rescalingStretchesTheMiddleAndClampsTheRest() {
    double[] predictions = IntStream.rangeClosed(0, 10).asDoubleStream().toArray();
    double[] rescaled = Rescaling.of(predictions, -4, 4).orElseThrow();
    assertThat(rescaled[0]).isEqualTo(-4);
    assertThat(rescaled[1]).isEqualTo(-4);
    assertThat(rescaled[5]).isCloseTo(0, within(1e-15));
    assertThat(rescaled[10]).isEqualTo(4);
    assertThat(Rescaling.of(new double[] {1, 1, 1}, -4, 4)).isEmpty();
  }

  /** With the features themselves as activations, and words as texts. */
  private DeltaRidgeProbe.Checkpoint next(ProbeState state, Triples triples) {
    return probe.next(
        state,
        triples,
        new TripleControls(
            RawRows.of(
                triples.features().toDense(),
                triples.features().columns(),
                new NaiveMatrixProduct()),
            triples.distances(),
            triples.words()));
  }

  private void assertReason(Triples triples, String reason) {
    assertThat(next(ProbeState.initial(), triples).results().values())
        .hasSize(3)
        .allSatisfy(result -> assertThat(result.reason()).contains(reason));
  }

  private static Triples oneWordTwice() {
    CsrMatrix rows = random(2, 3, new Random(1));
    return new Triples(
        List.of("same", "same"),
        stated(2, 1),
        List.of("same", "same"),
        stated(2, -1),
        rows,
        rows,
        rows);
  }

  private static Triples triples(int n, int width, int seed) {
    Random random = new Random(seed);
    return new Triples(
        words("p", n),
        stated(n, 1),
        words("n", n),
        stated(n, -1),
        random(n, width, random),
        random(n, width, random),
        random(n, width, random));
  }

  private static List<String> words(String prefix, int n) {
    return IntStream.range(0, n).mapToObj(i -> prefix + (i / 10) + (i % 10)).toList();
  }

  private static double[] stated(int n, int sign) {
    return IntStream.range(0, n).mapToDouble(i -> sign * (1 + i % 4)).toArray();
  }

  /** Two features are active in each row. */
  private static Triples sparse(int n, int width, int seed) {
    Random random = new Random(seed);
    CsrMatrix[] parts = new CsrMatrix[3];
    for (int p = 0; p < parts.length; p++) {
      int[] pointers = IntStream.rangeClosed(0, n).map(i -> 2 * i).toArray();
      int[] columns = new int[2 * n];
      float[] values = new float[2 * n];
      for (int i = 0; i < values.length; i++) {
        columns[i] = i % 2 == 0 ? random.nextInt(width - 1) : columns[i - 1] + 1;
        values[i] = 1 + random.nextFloat();
      }
      parts[p] = new CsrMatrix(width, pointers, columns, values);
    }
    List<String> words = IntStream.range(0, 2 * n).mapToObj(i -> "w" + i % 90).toList();
    return new Triples(
        words.subList(0, n),
        stated(n, 1),
        words.subList(n, 2 * n),
        stated(n, -1),
        parts[0],
        parts[1],
        parts[2]);
  }

  private static CsrMatrix random(int n, int width, Random random) {
    FloatMatrix dense = FloatMatrix.zeros(n, width);
    for (int i = 0; i < dense.values().length; i++) {
      dense.values()[i] = Math.max(0, (float) random.nextGaussian());
    }
    return CsrMatrix.of(dense);
  }
}
