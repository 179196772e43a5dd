package io.plumbline.extractor.model.layer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import io.plumbline.extractor.model.TokenTree;
import io.plumbline.extractor.model.Torch;
import java.util.List;
import org.junit.jupiter.api.Test;

class RotaryTest {
  /** Longer than the tables are at first, and shorter again. */
  @Test
  void turnsEveryPositionByItsAngleHoweverLongTheTextIs() {
    List<Float> frequencies = List.of(1f, 0.01f);
    try (NDManager manager = Torch.newManager(Device.cpu())) {
      Rotary rotary = new Rotary(manager, Frequencies.always(frequencies), 1.5f);
      for (int length : new int[] {3, 2000, 700}) {
        BatchLayout layout = new BatchLayout(manager, TokenTree.each(List.of(new int[length])));
        // One head of five dimensions: two pairs (0, 2), (1, 3), and one that is left alone.
        NDArray ones = manager.ones(new Shape(1, 1, length, 5));
        float[] turned = rotary.rotate(ones, layout).toFloatArray();
        for (int position : new int[] {0, 1, length - 1}) {
          for (int pair = 0; pair < 2; pair++) {
            double angle = position * (double) frequencies.get(pair);
            assertThat((double) turned[position * 5 + pair])
                .isCloseTo(1.5 * (Math.cos(angle) - Math.sin(angle)), within(1e-4));
            assertThat((double) turned[position * 5 + 2 + pair])
                .isCloseTo(1.5 * (Math.cos(angle) + Math.sin(angle)), within(1e-4));
          }
          assertThat(turned[position * 5 + 4]).isEqualTo(1);
        }
      }
    }
  }
}
