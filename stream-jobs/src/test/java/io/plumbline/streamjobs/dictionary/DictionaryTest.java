package io.plumbline.streamjobs.dictionary;

import static org.assertj.core.api.Assertions.assertThat;

import io.plumbline.streamjobs.linalg.CsrMatrix;
import io.plumbline.streamjobs.linalg.FloatMatrix;
import io.plumbline.streamjobs.linalg.HeldMatrix;
import io.plumbline.streamjobs.linalg.Scratch;
import io.plumbline.streamjobs.linalg.TorchMatrixProduct;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DictionaryTest {
  private static final int WIDTH = 24;
  private static final int FEATURES = 150;

  private final TorchMatrixProduct product = new TorchMatrixProduct();

  @ParameterizedTest
  @ValueSource(strings = {"relu", "topk"})
  void whatWasEncodedBeforeLeavesNothingBehind(String kind) {
    Dictionary dictionary = dictionary(kind.equals("relu") ? new Relu() : new TopK(5));
    Scratch scratch = new Scratch();
    try (HeldMatrix held = product.holding(dictionary.encoder())) {
      for (int rows : new int[] {9, 9, 3, 9, 1, 40}) {
        FloatMatrix x = random(rows, WIDTH, rows);
        CsrMatrix encoded = dictionary.encode(x, held, scratch);
        CsrMatrix alone = dictionary.encode(x, product);
        assertThat(encoded.rowPointers()).isEqualTo(alone.rowPointers());
        assertThat(encoded.columnIndices()).isEqualTo(alone.columnIndices());
        assertThat(encoded.values()).isEqualTo(alone.values());
      }
    }
  }

  @Test
  void whatIsEncodedStaysAsItIsWhenMoreIs() {
    Dictionary dictionary = dictionary(new TopK(5));
    Scratch scratch = new Scratch();
    FloatMatrix x = random(9, WIDTH, 1);
    CsrMatrix first = dictionary.encode(x, product, scratch);
    float[] values = first.values().clone();
    dictionary.encode(random(9, WIDTH, 2), product, scratch);
    assertThat(first.values()).isEqualTo(values);
  }

  private static Dictionary dictionary(Activation activation) {
    FloatMatrix rows = random(FEATURES, WIDTH, 3);
    return new Dictionary(
        activation,
        Normalization.NONE,
        false,
        rows,
        rows,
        random(1, FEATURES, 4).values(),
        random(1, WIDTH, 5).values());
  }

  private static FloatMatrix random(int rows, int columns, int seed) {
    Random random = new Random(seed);
    FloatMatrix matrix = FloatMatrix.zeros(rows, columns);
    for (int i = 0; i < matrix.values().length; i++) {
      matrix.values()[i] = (float) random.nextGaussian();
    }
    return matrix;
  }
}
