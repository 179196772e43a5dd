package io.plumbline.streamjobs.dictionary;

import static org.assertj.core.api.Assertions.assertThat;

import io.plumbline.schemas.settings.DictionaryKind;
import io.plumbline.streamjobs.linalg.FloatMatrix;
import io.plumbline.streamjobs.linalg.TorchMatrixProduct;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class RowNormsTest {
  private static final int WIDTH = 16;
  private static final int SOURCES = 32;
  private static final int BATCHES = 64;
  private static final int ROWS = 128;

  private final TorchMatrixProduct product = new TorchMatrixProduct();

  private static FloatMatrix ofNorms(double... norms) {
    FloatMatrix rows = FloatMatrix.zeros(norms.length, 2);
    for (int i = 0; i < norms.length; i++) {
      rows.values()[2 * i] = (float) (0.6 * norms[i]);
      rows.values()[2 * i + 1] = (float) (-0.8 * norms[i]);
    }
    return rows;
  }

  @Test
  void leavesOutRowsThatAreFarLongerThanMost() {
    RowNorms norms = new RowNorms(Map.of());
    FloatMatrix kept = norms.within(ofNorms(1, 80, 2, 3, 0, 9, 2), 10);
    assertThat(kept.values()).containsExactly(ofNorms(1, 2, 3, 0, 9, 2).values());
    assertThat(norms.rows()).isEqualTo(7);
  }

  @Test
  void ordinaryRowsAreHandedBackAsTheyCame() {
    FloatMatrix rows = ofNorms(1, 2, 8, 0.01, 1);
    assertThat(new RowNorms(Map.of()).within(rows, 10)).isSameAs(rows);
    FloatMatrix zeros = ofNorms(0, 0, 0, 5);
    assertThat(new RowNorms(Map.of()).within(zeros, 10)).isSameAs(zeros);
  }

  @Test
  void goesOnFromItsCounts() {
    RowNorms first = new RowNorms(Map.of());
    first.within(ofNorms(1, 1, 1, 1, 1), 10);
    RowNorms second = new RowNorms(first.counts());
    assertThat(second.within(ofNorms(100, 100), 10).rows()).isZero();
    assertThat(new RowNorms(Map.of()).within(ofNorms(100, 100), 10).rows()).isEqualTo(2);
  }

  /** One row in 100 is 50 to 100 times as long as the others, along one direction. */
  @ParameterizedTest
  @EnumSource(DictionaryKind.class)
  void aFewVeryLongRowsDoNotSpoilTheDictionary(DictionaryKind kind) {
    List<FloatMatrix> ordinary = new ArrayList<>();
    List<FloatMatrix> mixed = new ArrayList<>();
    List<FloatMatrix> kept = new ArrayList<>();
    RowNorms norms = new RowNorms(Map.of());
    Random random = new Random(5);
    for (int batch = 0; batch < BATCHES; batch++) {
      FloatMatrix rows = ordinary(random);
      ordinary.add(rows);
      FloatMatrix withSinks = rows.rows(0, ROWS);
      for (int i = 0; i < ROWS; i++) {
        if (random.nextInt(100) == 0) {
          int at = i * WIDTH;
          withSinks.values()[at] += (float) (2 * (50 + 50 * random.nextDouble()));
        }
      }
      mixed.add(withSinks);
      kept.add(norms.within(withSinks, 10));
    }
    double alone = fvu(kind, ordinary);
    double spoilt = fvu(kind, mixed);
    double robust = fvu(kind, kept);
    assertThat(spoilt).isGreaterThan(1.25 * alone);
    assertThat(robust).isLessThan(1.05 * alone);
  }

  /** Sums of a few of {@link #SOURCES} directions, of a norm of about 2. */
  private static FloatMatrix ordinary(Random random) {
    Random fixed = new Random(1);
    double[][] directions = new double[SOURCES][WIDTH];
    for (double[] direction : directions) {
      for (int j = 0; j < WIDTH; j++) {
        direction[j] = fixed.nextGaussian() / Math.sqrt(WIDTH);
      }
    }
    FloatMatrix rows = FloatMatrix.zeros(ROWS, WIDTH);
    for (int i = 0; i < ROWS; i++) {
      for (int n = 0; n < 3; n++) {
        double[] direction = directions[random.nextInt(SOURCES)];
        double size = 0.7 + random.nextDouble();
        for (int j = 0; j < WIDTH; j++) {
          rows.values()[i * WIDTH + j] += (float) (size * direction[j]);
        }
      }
    }
    return rows;
  }

  private double fvu(DictionaryKind kind, List<FloatMatrix> batches) {
    TrainingOptions options =
        new TrainingOptions(kind, WIDTH, 2 * WIDTH, 4, 1e-3, 1e-3, 64, 2048, 6, true, 3);
    DictionaryTrainer trainer = new DictionaryTrainer(TrainingState.initial(options), product);
    batches.forEach(trainer::add);
    trainer.finish();
    Dictionary dictionary = trainer.freeze();
    FloatMatrix heldOut = ordinary(new Random(9));
    return dictionary
        .fit(heldOut, dictionary.encode(heldOut, product), product)
        .fvu()
        .getAsDouble();
  }
}
