package io.plumbline.streamjobs.dictionary;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.plumbline.schemas.settings.DictionaryKind;
import io.plumbline.streamjobs.linalg.FloatMatrix;
import io.plumbline.streamjobs.linalg.MatrixProduct;
import io.plumbline.streamjobs.linalg.TorchMatrixProduct;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class DictionaryTrainerTest {
  private static final int WIDTH = 16;
  private static final int BATCHES = 60;

  private final MatrixProduct product = new TorchMatrixProduct();

  @ParameterizedTest
  @EnumSource(DictionaryKind.class)
  void learnsSparseStructure(DictionaryKind kind) {
    DictionaryTrainer trainer = trainer(options(kind, 3));
    Dictionary untrained = trainer.freeze();
    for (int i = 0; i < BATCHES; i++) {
      trainer.add(activations(i));
    }
    trainer.finish();
    Dictionary trained = trainer.freeze();
    FloatMatrix fresh = activations(1000);
    assertThat(fvu(trained, fresh)).isLessThan(0.35).isLessThan(fvu(untrained, fresh) / 2);
    assertThat(trainer.progress().fvu().getAsDouble()).isLessThan(0.35);
    assertThat(trainer.progress().dead()).isBetween(0, 16);
    if (kind == DictionaryKind.TOPK) {
      assertThat(trainer.progress().l0().getAsDouble()).isLessThanOrEqualTo(4);
    }
  }

  @ParameterizedTest
  @EnumSource(DictionaryKind.class)
  void goesOnFromAStoredStateWithTheSameBits(DictionaryKind kind) {
    TrainingOptions options = options(kind, 200, new TrainingEnd(9_000, 1e-6), 3);
    DictionaryTrainer whole = trainer(options);
    DictionaryTrainer stored = trainer(options);
    for (int i = 0; i < BATCHES; i++) {
      whole.add(activations(i));
      stored.add(activations(i));
      byte[] bytes = stored.state().toBytes();
      TrainingState state = TrainingState.fromBytes(bytes);
      assertThat(state.toBytes()).isEqualTo(bytes);
      stored = new DictionaryTrainer(state, product);
      assertThat(stored.progress()).isEqualTo(whole.progress());
    }
    whole.finish();
    stored.finish();
    assertThat(stored.freeze().digest()).isEqualTo(whole.freeze().digest());
    assertThat(stored.state().toBytes()).isEqualTo(whole.state().toBytes());
  }

  @Test
  void anotherSeedGivesAnotherDictionary() {
    String[] digests = new String[2];
    for (int seed = 0; seed < 2; seed++) {
      DictionaryTrainer trainer = trainer(options(DictionaryKind.TIED_RELU, seed));
      trainer.add(activations(0));
      trainer.finish();
      digests[seed] = trainer.freeze().digest();
    }
    assertThat(digests[0]).isNotEqualTo(digests[1]);
  }

  @Test
  void usesEachRowAsOftenAsToldOnAverage() {
    DictionaryTrainer trainer = trainer(options(DictionaryKind.TIED_RELU, 1));
    long rows = 0;
    for (int i = 0; i < BATCHES; i++) {
      FloatMatrix batch = activations(i);
      trainer.add(batch);
      rows += batch.rows();
    }
    trainer.finish();
    assertThat(trainer.progress().tokensSeen()).isBetween(3 * rows, 3 * rows + 32);
  }

  @Test
  void unitNormRowsAndScaleFreeFit() {
    DictionaryTrainer trainer = trainer(options(DictionaryKind.TIED_RELU, 1));
    DictionaryTrainer scaled = trainer(options(DictionaryKind.TIED_RELU, 1));
    for (int i = 0; i < BATCHES; i++) {
      trainer.add(activations(i));
      FloatMatrix larger = activations(i);
      for (int j = 0; j < larger.values().length; j++) {
        larger.values()[j] *= 1024;
      }
      scaled.add(larger);
    }
    Dictionary dictionary = trainer.freeze();
    for (int i = 0; i < dictionary.features(); i++) {
      double norm = 0;
      for (int j = 0; j < WIDTH; j++) {
        norm += dictionary.encoder().get(i, j) * dictionary.encoder().get(i, j);
      }
      assertThat(norm).isBetween(0.99999, 1.00001);
    }
    assertThat(scaled.freeze().encoder().values()).isEqualTo(dictionary.encoder().values());
    assertThat(scaled.progress().fvu()).isEqualTo(trainer.progress().fvu());
  }

  @Test
  void refusesRowsThatDoNotFitAndStaysAsItWas() {
    DictionaryTrainer trainer = trainer(options(DictionaryKind.TIED_RELU, 1));
    trainer.add(activations(0));
    byte[] before = trainer.state().toBytes();
    FloatMatrix broken = activations(1);
    broken.values()[3 * WIDTH] = Float.NaN;
    assertThatThrownBy(() -> trainer.add(broken))
        .hasMessage("activation row 3 has a value that is not finite");
    assertThatThrownBy(() -> trainer.add(FloatMatrix.zeros(2, 3)))
        .hasMessage("rows of width 3 for a dictionary of 16");
    assertThat(trainer.state().toBytes()).isEqualTo(before);
  }

  @Test
  void withoutRowsItSaysThatItHasNoFit() {
    DictionaryTrainer trainer = trainer(options(DictionaryKind.TIED_RELU, 1));
    trainer.finish();
    assertThat(trainer.progress().tokensSeen()).isZero();
    assertThat(trainer.progress().fvu().reason()).contains("fewer than 2 rows");
    assertThat(trainer.progress().l0().reason()).contains("no rows");
  }

  @Test
  void withoutBiasesARowOfZerosHasNoFeature() {
    DictionaryTrainer trainer =
        trainer(
            new TrainingOptions(
                DictionaryKind.TOPK, WIDTH, 2 * WIDTH, 4, 0, 3e-3, 32, 500, 3, false, 1));
    for (int i = 0; i < BATCHES; i++) {
      trainer.add(activations(i));
    }
    trainer.finish();
    Dictionary trained = trainer.freeze();
    assertThat(trained.encode(FloatMatrix.zeros(8, WIDTH), product).values()).isEmpty();
    assertThat(trained.decoderBias()).containsOnly(0);
    assertThat(fvu(trained, activations(1000))).isLessThan(0.5);
  }

  /** With an encoder that points away from everything, no feature ever fires by itself. */
  @ParameterizedTest
  @EnumSource(DictionaryKind.class)
  void startsFeaturesAnewThatDoNotFire(DictionaryKind kind) {
    int[] dead = new int[2];
    for (int revived = 0; revived < 2; revived++) {
      TrainingState state =
          TrainingState.initial(options(kind, revived * 500L, TrainingEnd.OF_INPUT, 1));
      DictionaryTrainer trainer = new DictionaryTrainer(state, product);
      trainer.add(activations(0));
      for (int i = 1; i < BATCHES; i++) {
        trainer.add(activations(i));
        if (i == 15) {
          Arrays.fill(state.parameters.encoderBias().values(), 0, WIDTH, -1e4f);
        }
      }
      trainer.finish();
      dead[revived] = trainer.progress().dead();
    }
    assertThat(dead[0]).isGreaterThanOrEqualTo(WIDTH);
    assertThat(dead[1]).isLessThan(WIDTH / 2);
  }

  @Test
  void endsAfterTheRowsThatWereAskedFor() {
    DictionaryTrainer trainer =
        trainer(options(DictionaryKind.TOPK, 0, new TrainingEnd(1_000, 0), 1));
    for (int i = 0; i < BATCHES; i++) {
      trainer.add(activations(i));
    }
    trainer.finish();
    assertThat(trainer.isDone()).isTrue();
    assertThat(trainer.progress().tokensSeen()).isBetween(1_000L, 1_000L + 31);
  }

  @Test
  void endsWhenTheFitNoLongerGetsBetter() {
    DictionaryTrainer ended = trainer(options(DictionaryKind.TOPK, 0, new TrainingEnd(0, 0.02), 1));
    for (int i = 0; i < 20 * BATCHES && !ended.isDone(); i++) {
      ended.add(activations(i % BATCHES));
    }
    assertThat(ended.isDone()).isTrue();
    assertThat(ended.progress().fvu().getAsDouble()).isLessThan(0.3);
    long seen = ended.progress().tokensSeen();
    ended.add(activations(0));
    ended.finish();
    assertThat(ended.progress().tokensSeen()).isEqualTo(seen);
  }

  private DictionaryTrainer trainer(TrainingOptions options) {
    return new DictionaryTrainer(TrainingState.initial(options), product);
  }

  private static TrainingOptions options(DictionaryKind kind, long seed) {
    return options(kind, 0, TrainingEnd.OF_INPUT, seed);
  }

  private static TrainingOptions options(
      DictionaryKind kind, long reviveAfter, TrainingEnd end, long seed) {
    return new TrainingOptions(
        kind, WIDTH, 2 * WIDTH, 4, 1e-3, 3e-3, 32, 500, 3, true, reviveAfter, end, seed);
  }

  private double fvu(Dictionary dictionary, FloatMatrix x) {
    return dictionary.fit(x, dictionary.encode(x, product), product).fvu().getAsDouble();
  }

  /** Sums of a few of 24 fixed directions, off the origin, of 40 to 49 rows. */
  private static FloatMatrix activations(int seed) {
    Random fixed = new Random(99);
    double[][] directions = new double[24][WIDTH];
    for (double[] direction : directions) {
      for (int j = 0; j < WIDTH; j++) {
        direction[j] = fixed.nextGaussian();
      }
    }
    Random random = new Random(seed);
    FloatMatrix x = FloatMatrix.zeros(40 + seed % 10, WIDTH);
    for (int i = 0; i < x.rows(); i++) {
      for (int n = 0; n < 3; n++) {
        double[] direction = directions[random.nextInt(24)];
        double size = 0.5 + random.nextDouble();
        for (int j = 0; j < WIDTH; j++) {
          x.values()[i * WIDTH + j] += (float) (size * direction[j] + 0.5);
        }
      }
    }
    return x;
  }
}
