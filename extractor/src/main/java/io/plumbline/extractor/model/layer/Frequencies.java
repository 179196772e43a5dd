package io.plumbline.extractor.model.layer;

import java.util.List;

/**
 * Radians per position of each pair of dimensions. Some ways to stretch RoPE turn long texts
 * otherwise than short ones.
 */
public interface Frequencies {
  /** The length that stands for a text's: all texts of which it is the same are turned alike. */
  int alike(int length);

  /**
   * The frequencies, one for each rotated pair of dimensions.
   *
   * @param length what {@link #alike} gives for a text
   */
  List<Float> of(int length);

  /** The same for texts of all lengths. */
  static Frequencies always(List<Float> frequencies) {
    List<Float> all = List.copyOf(frequencies);
    return new Frequencies() {
      @Override
      public int alike(int length) {
        return 1;
      }

      @Override
      public List<Float> of(int length) {
        return all;
      }
    };
  }
}
