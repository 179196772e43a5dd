package io.plumbline.extractor.model.spec;

import java.util.List;

/**
 * Rotary position embedding.
 *
 * @param frequencies radians per position, one for each rotated pair of dimensions
 * @param scale factor of the rotated dimensions of queries and keys
 */
public record RotarySpec(List<Float> frequencies, float scale) {
  public RotarySpec {
    frequencies = List.copyOf(frequencies);
  }
}
