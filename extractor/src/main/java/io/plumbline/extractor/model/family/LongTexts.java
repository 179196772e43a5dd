package io.plumbline.extractor.model.family;

import io.plumbline.extractor.model.layer.Frequencies;
import java.util.List;
import java.util.function.IntFunction;

/**
 * Frequencies of RoPE that are others for texts beyond a length, as transformers has them for a
 * text that is read alone. (In a padded batch it takes those of the longest text for all.)
 *
 * @param usual length of the longest text with the usual frequencies
 * @param shorter the usual frequencies
 * @param byLength whether longer texts of different lengths differ
 * @param longer frequencies of a longer text by its length
 */
record LongTexts(int usual, List<Float> shorter, boolean byLength, IntFunction<List<Float>> longer)
    implements Frequencies {
  LongTexts {
    shorter = List.copyOf(shorter);
  }

  @Override
  public int alike(int length) {
    return length <= usual ? 1 : byLength ? length : usual + 1;
  }

  @Override
  public List<Float> of(int length) {
    return length <= usual ? shorter : longer.apply(length);
  }
}
